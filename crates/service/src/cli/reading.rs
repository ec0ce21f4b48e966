//! A file of the command line, read and checked; where a database is named, with what it knows of earlier years.

use intake::IntakeError;
use schema::{Catalogue, Header, Response};
use storage::Scope;

use super::{Common, Failure};
use crate::corrections;
use crate::pipeline::{Before, Received, receive};
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
    let draft =
        intake::read(&file.upload(), catalogue, &file.limits).map_err(|error| file.unreadable(error))?;
    let received = receive(draft, catalogue, file.limits.findings, |header, _| {
        let before = before(common, catalogue, header).map_err(Stopped::Other)?;
        previous = header.year.checked_sub(1).and_then(|year| before.known.earlier.get(&year)).cloned();
        Ok(before)
    });
    let received = received.map_err(|stopped| match stopped {
        Stopped::Unreadable(error) => file.unreadable(error),
        Stopped::Other(failure) => failure,
    })?;
    if common.database.is_some() {
        let grounded = corrections::must_have_a_base(&received.submission, &received.corrected);
        grounded.map_err(|error| file.refused(&error))?;
    }
    Ok((received, previous))
}

fn before(common: &Common, catalogue: &Catalogue, header: &Header) -> Result<Before, Failure> {
    if common.database.is_none() {
        return Ok(Before::of_cycle(header.cycle));
    }
    let store = common.store(catalogue)?;
    let scope = Scope::secretariat("command line");
    let earlier = store.earlier(&scope, &header.country, header.year)?;
    let published = store.published(&scope, &header.country)?;
    let mut before = Before::of_state(earlier, published, header);
    let others = store.current(&scope)?.into_iter().map(|current| current.response);
    let others = others.filter(|other| other.year == header.year && other.country != header.country);
    before.known.others = others.map(|other| (other.country.clone(), other)).collect();
    Ok(before)
}
