//! Receipts: what a State keeps of its submission, and can always read again.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use schema::{CountryCode, Year};

use crate::Store;
use crate::connection::Backend;
use crate::error::StorageError;
use crate::explanations::time;
use crate::revisions::RevisionId;
use crate::schema::{receipt, revision, state_return};
use crate::scope::Scope;

/// What a State keeps of its submission.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// The id.
    pub id: String,
    /// The revision that was submitted.
    pub revision: RevisionId,
    /// Its number within the return.
    pub number: i32,
    /// When it was submitted.
    pub submitted_at: DateTime<Utc>,
    /// SHA-256 of the original file.
    pub original_sha256: String,
    /// SHA-256 of the revision's answers.
    pub content_sha256: String,
    /// The version of the rule set.
    pub rule_set: String,
    /// The head of the audit chain after the submission.
    pub chain_head: String,
}

#[derive(Queryable, Insertable, Selectable)]
#[diesel(table_name = receipt, treat_none_as_default_value = false)]
struct ReceiptRow {
    id: String,
    return_id: String,
    revision_id: String,
    submitted_at: String,
    original_sha256: String,
    content_sha256: String,
    rule_set: String,
    chain_head: String,
    actor: String,
}

impl Store {
    /// The receipt of a return: of a revision, or of the one that was submitted last.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where nothing was submitted, or outside the scope.
    pub fn receipt(
        &self,
        scope: &Scope,
        country: &CountryCode,
        year: Year,
        revision: Option<&RevisionId>,
    ) -> Result<Receipt, StorageError> {
        scope.must_see(country.as_str())?;
        self.read(scope, |connection| {
            let target = state_return::table
                .filter(state_return::country.eq(country.as_str()))
                .filter(state_return::year.eq(i32::from(year)));
            let (return_id, submitted): (String, Option<String>) =
                target.select((state_return::id, state_return::submitted_revision)).first(connection)?;
            let revision = revision.cloned().or(submitted).ok_or(StorageError::NotFound)?;
            of_revision(connection, &return_id, &revision)?.ok_or(StorageError::NotFound)
        })
    }
}

/// The last receipt of a revision, where it was submitted.
pub(crate) fn of_revision(
    connection: &mut Backend,
    return_id: &str,
    revision: &str,
) -> Result<Option<Receipt>, StorageError> {
    let found: Option<(ReceiptRow, i32)> = receipt::table
        .inner_join(revision::table)
        .filter(receipt::return_id.eq(return_id))
        .filter(receipt::revision_id.eq(revision))
        .order((receipt::submitted_at.desc(), receipt::id.desc()))
        .select((ReceiptRow::as_select(), revision::number))
        .first(connection)
        .optional()?;
    found.map(|(row, number)| row.receipt(number)).transpose()
}

/// Keeps a receipt.
pub(crate) fn insert(
    connection: &mut Backend,
    new: &Receipt,
    return_id: &str,
    actor: &str,
) -> Result<(), StorageError> {
    let row = ReceiptRow {
        id: new.id.clone(),
        return_id: return_id.to_owned(),
        revision_id: new.revision.clone(),
        submitted_at: new.submitted_at.to_rfc3339(),
        original_sha256: new.original_sha256.clone(),
        content_sha256: new.content_sha256.clone(),
        rule_set: new.rule_set.clone(),
        chain_head: new.chain_head.clone(),
        actor: actor.to_owned(),
    };
    diesel::insert_into(receipt::table).values(&row).execute(connection)?;
    Ok(())
}

impl ReceiptRow {
    fn receipt(self, number: i32) -> Result<Receipt, StorageError> {
        Ok(Receipt {
            submitted_at: time(&self.submitted_at)?,
            id: self.id,
            revision: self.revision_id,
            number,
            original_sha256: self.original_sha256,
            content_sha256: self.content_sha256,
            rule_set: self.rule_set,
            chain_head: self.chain_head,
        })
    }
}
