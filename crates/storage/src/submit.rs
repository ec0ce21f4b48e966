//! Submitting a return: the state changes once, with explanations, audit row and receipt.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use schema::{CountryCode, Year};
use serde_json::json;

use crate::connection::Backend;
use crate::error::StorageError;
use crate::explanations::{self, NewExplanation};
use crate::names::ReturnState;
use crate::revisions::RevisionId;
use crate::schema::{receipt, revision, state_return, submission, upload};
use crate::scope::Scope;
use crate::{Store, audit, new_id};

/// What a State keeps of its submission.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// The id.
    pub id: String,
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

impl Store {
    /// Submits a revision of a return that stands at a version.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] where the return has another version by now, or is submitted already.
    #[expect(clippy::too_many_arguments, reason = "each is part of what is submitted")]
    pub fn submit_return(
        &self,
        scope: &Scope,
        country: &CountryCode,
        year: Year,
        version: i32,
        revision: &RevisionId,
        explained: &[NewExplanation],
        now: DateTime<Utc>,
    ) -> Result<Receipt, StorageError> {
        scope.must_see(country.as_str())?;
        self.write(|connection| {
            crate::connection::serialise(connection, country.as_str())?;
            let return_id = advance(connection, country, year, version, revision)?;
            let (content_sha256, rule_set, original_sha256): (String, String, String) = revision::table
                .inner_join(submission::table.inner_join(upload::table))
                .filter(revision::id.eq(revision))
                .filter(revision::return_id.eq(&return_id))
                .select((revision::content_sha256, submission::rule_set, upload::sha256))
                .first(connection)?;
            for new in explained {
                explanations::insert(connection, revision, new, scope.actor(), now)?;
            }
            let detail = json!({
                "country": country.as_str(), "year": year, "revision": revision, "content_sha256": content_sha256,
                "original_sha256": original_sha256, "rule_set": rule_set, "explanations": explained.len(),
            });
            let chain_head =
                audit::append_hash(connection, now, scope.actor(), "return.submitted", &return_id, &detail)?;
            let receipt =
                Receipt { id: new_id(), submitted_at: now, original_sha256, content_sha256, rule_set, chain_head };
            insert_receipt(connection, &receipt, &return_id, revision, scope.actor())?;
            Ok(receipt)
        })
    }
}

/// Draft or returned becomes submitted, once; a submitted return takes a newer revision.
fn advance(
    connection: &mut Backend,
    country: &CountryCode,
    year: Year,
    version: i32,
    revision: &str,
) -> Result<String, StorageError> {
    let target = state_return::table
        .filter(state_return::country.eq(country.as_str()))
        .filter(state_return::year.eq(i32::from(year)));
    let (id, submitted): (String, Option<String>) =
        target.select((state_return::id, state_return::submitted_revision)).first(connection)?;
    if submitted.as_deref() == Some(revision) {
        return Err(StorageError::Conflict { what: "this revision is submitted already".to_owned() });
    }
    let changed = diesel::update(
        state_return::table.filter(state_return::id.eq(&id)).filter(state_return::version.eq(version)),
    )
    .set((
        state_return::version.eq(version + 1),
        state_return::state.eq(ReturnState::Submitted.code()),
        state_return::submitted_revision.eq(revision),
    ))
    .execute(connection)?;
    if changed == 0 {
        return Err(StorageError::Conflict { what: "the return was changed in the meantime".to_owned() });
    }
    Ok(id)
}

fn insert_receipt(
    connection: &mut Backend,
    new: &Receipt,
    return_id: &str,
    revision: &str,
    actor: &str,
) -> Result<(), StorageError> {
    diesel::insert_into(receipt::table)
        .values((
            receipt::id.eq(&new.id),
            receipt::return_id.eq(return_id),
            receipt::revision_id.eq(revision),
            receipt::submitted_at.eq(new.submitted_at.to_rfc3339()),
            receipt::original_sha256.eq(&new.original_sha256),
            receipt::content_sha256.eq(&new.content_sha256),
            receipt::rule_set.eq(&new.rule_set),
            receipt::chain_head.eq(&new.chain_head),
            receipt::actor.eq(actor),
        ))
        .execute(connection)?;
    Ok(())
}
