//! Attempts to sign in: a few at once, then ever slower. Addresses that nobody has are counted alike, so that nothing
//! tells them apart.

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use sha2::{Digest as _, Sha256};

use super::time;
use crate::Store;
use crate::connection::{Backend, dispatch, serialise};
use crate::error::StorageError;
use crate::schema::sign_in_failure;
use crate::sight::Sight;

/// Attempts that may fail one after the other before the next has to wait.
const FREE: i32 = 5;
/// The longest wait, in seconds: whoever an account belongs to can always sign in after it.
const LONGEST: i64 = 60;
/// After how many hours of rest the failures of an address are forgotten.
const FORGOTTEN: i64 = 24;

/// Whether somebody may try to sign in now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Attempt {
    /// They may; it counts as failed until [`Store::attempt_succeeded`].
    Now,
    /// Not before so many seconds have passed.
    After(i64),
}

impl Store {
    /// Begins an attempt for an address. It is counted before it is judged: of many at once no more are judged than one
    /// after the other.
    ///
    /// # Errors
    /// As the database says.
    pub fn attempt(&self, mail: &str, now: DateTime<Utc>) -> Result<Attempt, StorageError> {
        let key = key(mail);
        self.write(Sight::NoReturn, |connection| {
            serialise(connection, &key)?;
            forget_old(connection, now)?;
            let row = sign_in_failure::table.find(&key);
            let row = row.select((sign_in_failure::failures, sign_in_failure::last_at)).first(connection);
            let (failures, last): (i32, String) = row.optional()?.unwrap_or((0, now.to_rfc3339()));
            let wait = wait(failures) - (now - time(&last)?).num_seconds();
            if wait > 0 {
                return Ok(Attempt::After(wait));
            }
            let counted = (
                sign_in_failure::failures.eq(failures.saturating_add(1)),
                sign_in_failure::last_at.eq(now.to_rfc3339()),
            );
            dispatch!(connection, connection => diesel::insert_into(sign_in_failure::table)
                .values((sign_in_failure::mail_sha256.eq(&key), counted.clone()))
                .on_conflict(sign_in_failure::mail_sha256)
                .do_update()
                .set(counted)
                .execute(connection))?;
            Ok(Attempt::Now)
        })
    }

    /// The attempt succeeded: what failed before is forgotten.
    ///
    /// # Errors
    /// As the database says.
    pub fn attempt_succeeded(&self, mail: &str) -> Result<(), StorageError> {
        self.write(Sight::NoReturn, |connection| forget(connection, &key(mail)))
    }
}

/// After so many failures in a row, how many seconds the next attempt waits.
fn wait(failures: i32) -> i64 {
    let beyond = u32::try_from(failures - FREE).ok();
    beyond.map_or(0, |beyond| 1_i64.checked_shl(beyond.min(30)).unwrap_or(LONGEST).min(LONGEST))
}

/// Under what the failures of an address are kept: not the address, which may be nobody's.
pub(super) fn key(mail: &str) -> String {
    schema::hex(&Sha256::digest(mail.as_bytes()))
}

pub(super) fn forget(connection: &mut Backend, key: &str) -> Result<(), StorageError> {
    diesel::delete(sign_in_failure::table.find(key)).execute(connection)?;
    Ok(())
}

/// Text of times sorts as times do, to the second.
fn forget_old(connection: &mut Backend, now: DateTime<Utc>) -> Result<(), StorageError> {
    let before = (now - Duration::hours(FORGOTTEN)).to_rfc3339();
    diesel::delete(sign_in_failure::table.filter(sign_in_failure::last_at.lt(before))).execute(connection)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_after_five_failures_and_never_becomes_a_lock() {
        let waits: Vec<_> = (0..13).map(wait).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(wait(i32::MAX), LONGEST);
    }
}
