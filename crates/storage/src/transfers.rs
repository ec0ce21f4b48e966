//! Files that arrive in parts. A part is added where the last one ended and nowhere else, so that what is there is always
//! the beginning of the file.

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use schema::{CountryCode, Year};

use crate::connection::{Backend, serialise};
use crate::error::StorageError;
use crate::returns::year;
use crate::schema::{transfer, transfer_part};
use crate::scope::Scope;
use crate::sight::Sight;
use crate::text::storable;
use crate::{Store, new_id};

/// A transfer's id.
pub type TransferId = String;

/// For how many hours a transfer waits for its parts.
const WAITS: i64 = 24;

/// A file that is to arrive in parts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewTransfer {
    /// For which State.
    pub country: CountryCode,
    /// For which cycle.
    pub cycle: Year,
    /// What the sender said of it, as they said it.
    pub metadata: Option<String>,
    /// How many bytes it has.
    pub size: i64,
}

/// How many unfinished transfers there may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MostTransfers {
    /// Of one person.
    pub of_a_person: i64,
    /// For one State.
    pub of_a_state: i64,
}

/// A file that arrives in parts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Transfer {
    /// The transfer.
    pub id: TransferId,
    /// For which State.
    pub country: CountryCode,
    /// For which cycle.
    pub cycle: Year,
    /// What the sender said of it, as they said it.
    pub metadata: Option<String>,
    /// How many bytes the file has.
    pub size: i64,
    /// How many of them are there.
    pub received: i64,
    /// When what is there is forgotten.
    pub expires_at: DateTime<Utc>,
}

/// What became of a part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Added {
    /// It was added; so many bytes are there now.
    Now(i64),
    /// It does not begin where the last part ended: after so many bytes.
    Elsewhere(i64),
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = transfer)]
struct Row {
    id: String,
    country: String,
    cycle: i32,
    metadata: Option<String>,
    size: i64,
    received: i64,
    expires_at: String,
}

impl TryFrom<Row> for Transfer {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let expires_at = DateTime::parse_from_rfc3339(&row.expires_at);
        Ok(Self {
            id: row.id,
            country: row.country.as_str().into(),
            cycle: year(row.cycle)?,
            metadata: row.metadata,
            size: row.size,
            received: row.received,
            expires_at: expires_at.map_err(|_| StorageError::corrupt("when a transfer ends"))?.to_utc(),
        })
    }
}

impl Store {
    /// Begins a transfer; `None` where there are as many as there may be.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] outside the scope.
    pub fn begin_transfer(
        &self,
        scope: &Scope,
        new: &NewTransfer,
        most: MostTransfers,
        now: DateTime<Utc>,
    ) -> Result<Option<Transfer>, StorageError> {
        let country = new.country.as_str();
        scope.must_see(country)?;
        if let Some(said) = &new.metadata {
            storable(said, "what is said of the file")?;
        }
        let (id, expires_at) = (new_id(), now + Duration::hours(WAITS));
        self.write(scope, |connection| {
            serialise(connection, &format!("transfers {country}"))?;
            let waiting = || {
                let for_the_state = transfer::table.filter(transfer::country.eq(country));
                for_the_state.filter(transfer::expires_at.gt(now.to_rfc3339()))
            };
            let of_the_state: i64 = waiting().count().get_result(connection)?;
            let own = waiting().filter(transfer::actor.eq(scope.actor()));
            let own: i64 = own.count().get_result(connection)?;
            if of_the_state >= most.of_a_state || own >= most.of_a_person {
                return Ok(None);
            }
            diesel::insert_into(transfer::table)
                .values((
                    transfer::id.eq(&id),
                    transfer::country.eq(country),
                    transfer::cycle.eq(i32::from(new.cycle)),
                    transfer::actor.eq(scope.actor()),
                    transfer::metadata.eq(&new.metadata),
                    transfer::size.eq(new.size),
                    transfer::received.eq(0),
                    transfer::begun_at.eq(now.to_rfc3339()),
                    transfer::expires_at.eq(expires_at.to_rfc3339()),
                ))
                .execute(connection)?;
            of_sender(connection, scope, &id, now).map(Some)
        })
    }

    /// A transfer of one's own.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] outside the scope, for transfers of others, and for those whose day is over.
    pub fn transfer(&self, scope: &Scope, id: &str, now: DateTime<Utc>) -> Result<Transfer, StorageError> {
        self.read(scope, |connection| of_sender(connection, scope, id, now))
    }

    /// Adds a part to a transfer of one's own, after so many bytes.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] as for [`Store::transfer`], [`StorageError::Invalid`] where the part goes beyond the
    /// file's end.
    pub fn add_part(
        &self,
        scope: &Scope,
        id: &str,
        (after, bytes): (i64, &[u8]),
        now: DateTime<Utc>,
    ) -> Result<Added, StorageError> {
        let beyond = || StorageError::Invalid { what: "the part goes beyond the end of the file".to_owned() };
        let length = i64::try_from(bytes.len()).map_err(|_| beyond())?;
        self.write(scope, |connection| {
            let there = of_sender(connection, scope, id, now)?;
            if after != there.received {
                return Ok(Added::Elsewhere(there.received));
            }
            let end = after.checked_add(length).filter(|end| *end <= there.size).ok_or_else(beyond)?;
            // Of two parts for one place the second finds the first, and changes nothing.
            let here = transfer::table.find(id).filter(transfer::received.eq(after));
            let moved = diesel::update(here).set(transfer::received.eq(end)).execute(connection)?;
            if moved == 0 {
                return Ok(Added::Elsewhere(of_sender(connection, scope, id, now)?.received));
            }
            if length > 0 {
                diesel::insert_into(transfer_part::table)
                    .values((
                        transfer_part::transfer_id.eq(id),
                        transfer_part::first_byte.eq(after),
                        transfer_part::bytes.eq(bytes),
                    ))
                    .execute(connection)?;
            }
            Ok(Added::Now(end))
        })
    }

    /// The bytes of a transfer of one's own that are there.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] as for [`Store::transfer`].
    pub fn transferred(
        &self,
        scope: &Scope,
        id: &str,
        now: DateTime<Utc>,
    ) -> Result<(Transfer, Vec<u8>), StorageError> {
        self.snapshot(scope, |connection| {
            let there = of_sender(connection, scope, id, now)?;
            let damaged = || StorageError::corrupt("a part of a transfer is missing");
            let mut bytes = Vec::with_capacity(usize::try_from(there.received).map_err(|_| damaged())?);
            while i64::try_from(bytes.len()).map_err(|_| damaged())? < there.received {
                let next = i64::try_from(bytes.len()).map_err(|_| damaged())?;
                let part = transfer_part::table.find((id, next)).select(transfer_part::bytes);
                let part: Option<Vec<u8>> = part.first(connection).optional()?;
                bytes.extend(part.ok_or_else(damaged)?);
            }
            Ok((there, bytes))
        })
    }

    /// Forgets a transfer of one's own, with its parts.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] as for [`Store::transfer`].
    pub fn end_transfer(&self, scope: &Scope, id: &str, now: DateTime<Utc>) -> Result<(), StorageError> {
        self.write(scope, |connection| {
            of_sender(connection, scope, id, now)?;
            forget(connection, id)
        })
    }

    /// Forgets the transfers whose day is over.
    ///
    /// # Errors
    /// As the database says.
    pub fn forget_transfers(&self, now: DateTime<Utc>) -> Result<(), StorageError> {
        self.write(Sight::Record, |connection| {
            let over = transfer::table.filter(transfer::expires_at.le(now.to_rfc3339()));
            let over: Vec<String> = over.order(transfer::id).select(transfer::id).load(connection)?;
            over.iter().try_for_each(|id| forget(connection, id))
        })
    }
}

fn of_sender(
    connection: &mut Backend,
    scope: &Scope,
    id: &str,
    now: DateTime<Utc>,
) -> Result<Transfer, StorageError> {
    let own = transfer::table.find(id).filter(transfer::actor.eq(scope.actor()));
    let waiting = own.filter(transfer::expires_at.gt(now.to_rfc3339()));
    let row: Row = waiting.select(Row::as_select()).first(connection)?;
    scope.must_see(&row.country)?;
    row.try_into()
}

fn forget(connection: &mut Backend, id: &str) -> Result<(), StorageError> {
    // Whoever adds a part at this moment is done before, or finds nothing.
    diesel::update(transfer::table.find(id))
        .set(transfer::received.eq(transfer::received))
        .execute(connection)?;
    let parts = transfer_part::table.filter(transfer_part::transfer_id.eq(id));
    diesel::delete(parts).execute(connection)?;
    diesel::delete(transfer::table.find(id)).execute(connection)?;
    Ok(())
}
