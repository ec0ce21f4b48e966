//! Settings, and the code lists of the editions.

use diesel::prelude::*;
use schema::Questionnaire;

use crate::Store;
use crate::connection::dispatch;
use crate::error::StorageError;
use crate::schema::{list_code, setting};
use crate::sight::Sight;

impl Store {
    /// A setting.
    ///
    /// # Errors
    /// As the database says.
    pub fn setting(&self, key: &str) -> Result<Option<String>, StorageError> {
        self.read(Sight::NoReturn, |connection| {
            Ok(setting::table.find(key).select(setting::value).first(connection).optional()?)
        })
    }

    /// Makes or changes a setting.
    ///
    /// # Errors
    /// As the database says.
    pub fn set_setting(&self, key: &str, value: &str) -> Result<(), StorageError> {
        self.write(Sight::NoReturn, |connection| {
            dispatch!(connection, connection => diesel::insert_into(setting::table)
                .values((setting::key.eq(key), setting::value.eq(value)))
                .on_conflict(setting::key)
                .do_update()
                .set(setting::value.eq(value))
                .execute(connection))?;
            Ok(())
        })
    }

    /// Fills the code lists of an edition, where they are not there yet.
    ///
    /// # Errors
    /// As the database says.
    pub fn load_code_lists(&self, questionnaire: &Questionnaire) -> Result<(), StorageError> {
        let edition = questionnaire.edition.as_str();
        let key = format!("codes.{edition}");
        if self.setting(&key)?.as_deref() == Some(questionnaire.fingerprint.as_str()) {
            return Ok(());
        }
        let mut rows = Vec::new();
        for list in questionnaire.lists.values() {
            for (position, item) in (1..).zip(&list.codes) {
                rows.push((
                    list_code::edition.eq(edition),
                    list_code::list.eq(list.id.as_str()),
                    list_code::code.eq(item.as_str()),
                    list_code::position.eq(position),
                ));
            }
        }
        self.write(Sight::NoReturn, |connection| {
            diesel::delete(list_code::table.filter(list_code::edition.eq(edition))).execute(connection)?;
            for batch in rows.chunks(200) {
                dispatch!(connection, connection => diesel::insert_into(list_code::table)
                    .values(batch.to_vec())
                    .execute(connection))?;
            }
            Ok(())
        })?;
        self.set_setting(&key, &questionnaire.fingerprint)
    }
}
