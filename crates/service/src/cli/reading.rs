//! A file of the command line, read and checked; where a database is named, with what it knows of earlier years.

use intake::IntakeError;
use schema::{Catalogue, Header, Response};
use storage::Scope;
use validation::{History, Known};

use super::{Common, Failure};
use crate::database;
use crate::pipeline::{Received, receive};
use crate::upload::File;

/// Why reading stopped.
enum Stopped {
    Unreadable(IntakeError),
    Other(Failure),
}

impl From<IntakeError> for Stopped {
    fn from(error: IntakeError) -> Self {
        Self::Unreadable(error)
    }
}

/// Reads and checks a file; with it comes the response of the year before, where the database has it.
pub(super) fn read<'a>(
    common: &Common,
    catalogue: &'a Catalogue,
    file: &File,
) -> Result<(Received<'a>, Option<Response>), Failure> {
    let mut previous = None;
    let received = receive(&file.upload(), catalogue, &File::limits(), |header| {
        let known = known(common, catalogue, header).map_err(Stopped::Other)?;
        previous = header.year.checked_sub(1).and_then(|year| known.earlier.get(&year)).cloned();
        Ok(known)
    });
    match received {
        Ok(received) => Ok((received, previous)),
        Err(Stopped::Unreadable(error)) => Err(file.unreadable(error)),
        Err(Stopped::Other(failure)) => Err(failure),
    }
}

fn known(common: &Common, catalogue: &Catalogue, header: &Header) -> Result<Known, Failure> {
    let Some(url) = &common.database else { return Ok(Known::of_cycle(header.cycle)) };
    let store = database::open(url, catalogue)?;
    let scope = Scope::secretariat("command line");
    let earlier = store.earlier(&scope, &header.country, header.year)?;
    Ok(Known { earlier, history: History::Complete, ..Known::of_cycle(header.cycle) })
}
