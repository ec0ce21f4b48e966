//! Submitting a return: the state changes once, with explanations, audit row and receipt.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use schema::{CountryCode, Year};
use serde_json::json;

use crate::connection::{Backend, serialise};
use crate::error::StorageError;
use crate::explanations::{self, NewExplanation, StoredExplanation};
use crate::names::{ReturnState, RevisionKind, Step};
use crate::originals::UploadId;
use crate::receipts::{self, Receipt};
use crate::returns::ReturnRow;
use crate::revisions::RevisionId;
use crate::schema::{on_behalf, revision, submission, upload};
use crate::scope::Scope;
use crate::text::storable;
use crate::{Store, audit, basis, new_id, steps};

/// What of a revision goes into its receipt.
#[derive(Queryable)]
struct Submitted {
    number: i32,
    kind: String,
    content_sha256: String,
    rule_set: String,
    original_sha256: String,
    submission: String,
}

impl Submitted {
    /// Where it comes from; nobody judged what comes from a published file, and a contribution is a part.
    fn judged(&self) -> Result<RevisionKind, StorageError> {
        let kind = RevisionKind::from_code(&self.kind).ok_or_else(|| StorageError::corrupt("kind"))?;
        let what = match kind {
            RevisionKind::Return | RevisionKind::Correction => return Ok(kind),
            RevisionKind::Import => {
                "the revision comes from a published file and is not submitted; send a return of this year"
            }
            RevisionKind::Contribution => {
                "the revision is the contribution of an institution and is not submitted; merge it first"
            }
        };
        Err(StorageError::Invalid { what: what.to_owned() })
    }

    fn receipt(self, revision: &RevisionId, chain_head: String, now: DateTime<Utc>) -> Receipt {
        Receipt {
            id: new_id(),
            revision: revision.clone(),
            number: self.number,
            submitted_at: now,
            original_sha256: self.original_sha256,
            content_sha256: self.content_sha256,
            rule_set: self.rule_set,
            chain_head,
        }
    }
}

/// What is submitted.
#[derive(Clone, Copy, Debug)]
pub struct Submitting<'a> {
    /// Of which State's return.
    pub country: &'a CountryCode,
    /// Of which year.
    pub year: Year,
    /// The version of the return that who submits it has seen.
    pub version: i32,
    /// Which revision of it.
    pub revision: &'a RevisionId,
    /// Where the secretariat enters what a State said in another way.
    pub on_behalf: Option<&'a OnBehalf>,
}

/// What shows that a State said what is entered for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OnBehalf {
    /// Why the State does not submit by itself.
    pub reason: String,
    /// The upload that shows what it said.
    pub evidence: UploadId,
}

impl OnBehalf {
    /// The SHA-256 of the evidence, which must be a file for the State and year that is not itself a return.
    fn sha256(
        &self,
        connection: &mut Backend,
        (country, year): (&CountryCode, Year),
        original: &str,
    ) -> Result<String, StorageError> {
        storable(&self.reason, "the reason")?;
        let evidence = upload::table
            .left_join(submission::table)
            .filter(upload::id.eq(&self.evidence))
            .filter(upload::country.eq(country.as_str()))
            .filter(upload::cycle.eq(i32::from(year) + 1))
            .filter(upload::sha256.ne(original))
            .filter(submission::id.nullable().is_null());
        let found = evidence.select(upload::sha256).first(connection).optional()?;
        found.ok_or_else(|| StorageError::Invalid {
            what: format!(
                "there is no such evidence for {country} {year}: send it first, and name its upload; the file of a return \
                 does not show what the State said"
            ),
        })
    }

    fn insert(&self, connection: &mut Backend, step: &str) -> Result<(), StorageError> {
        diesel::insert_into(on_behalf::table)
            .values((on_behalf::step_id.eq(step), on_behalf::upload_id.eq(&self.evidence)))
            .execute(connection)?;
        Ok(())
    }
}

impl Store {
    /// Submits a revision of a return that stands at a version. A revision that is submitted already gives the receipt
    /// it gave then. `gate` is asked while the database is locked, with the explanations that stand beside the revision
    /// by then: it gives the ones to add, or refuses with what is open, and then nothing is changed.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] where the return has another version by now; [`StorageError::EarlierChanged`] where
    /// the revision was judged against earlier years of which others stand by now; [`StorageError::Invalid`] for a
    /// revision of a published file, which nobody judged.
    pub fn submit_return<Open>(
        &self,
        scope: &Scope,
        submitting: Submitting<'_>,
        gate: impl FnOnce(&[StoredExplanation]) -> Result<Vec<NewExplanation>, Open>,
        now: DateTime<Utc>,
    ) -> Result<Result<Receipt, Open>, StorageError> {
        let Submitting { country, year, version, revision, on_behalf } = submitting;
        scope.must_see(country.as_str())?;
        self.write(scope, |connection| {
            serialise(connection, country.as_str())?;
            let row = ReturnRow::of_year(connection, country, year)?;
            let submitted = read(connection, &row.id, revision)?;
            let kind = submitted.judged()?;
            // What was given back is submitted anew, changed or not.
            if row.submitted_revision.as_ref() == Some(revision)
                && row.state()? != ReturnState::Returned
                && let Some(receipt) = receipts::of_revision(connection, &row.id, revision)?
            {
                return Ok(Ok(receipt));
            }
            row.must_have(version)?;
            basis::must_stand(connection, country.as_str(), year, &submitted.submission, kind)?;
            let explained = match gate(&explanations::standing(connection, revision)?) {
                Ok(explained) => explained,
                Err(open) => return Ok(Err(open)),
            };
            let (to, moved) = steps::target(connection, &row, Step::Submit)?;
            row.set(connection, to, &moved.submitting(revision))?;
            let reason = on_behalf.map(|one| one.reason.as_str());
            let step = steps::write(connection, scope, &row, (Step::Submit, to), revision, reason, now)?;
            let original = submitted.original_sha256.as_str();
            let evidence =
                on_behalf.map(|one| one.sha256(connection, (country, year), original)).transpose()?;
            on_behalf.map(|one| one.insert(connection, &step)).transpose()?;
            for new in &explained {
                explanations::insert(connection, revision, new, scope.actor(), now)?;
            }
            let detail = json!({
                "country": country.as_str(), "year": year, "revision": revision,
                "content_sha256": submitted.content_sha256, "original_sha256": submitted.original_sha256,
                "rule_set": submitted.rule_set, "explanations": explained.len(),
                "on_behalf_by": evidence,
            });
            let chain_head =
                audit::append_hash(connection, now, scope.actor(), "return.submitted", &row.id, &detail)?;
            let receipt = submitted.receipt(revision, chain_head, now);
            receipts::insert(connection, &receipt, &row.id, scope.actor())?;
            Ok(Ok(receipt))
        })
    }
}

fn read(connection: &mut Backend, return_id: &str, revision: &str) -> Result<Submitted, StorageError> {
    Ok(revision::table
        .inner_join(submission::table.inner_join(upload::table))
        .filter(revision::id.eq(revision))
        .filter(revision::return_id.eq(return_id))
        .select((
            revision::number,
            revision::kind,
            revision::content_sha256,
            submission::rule_set,
            upload::sha256,
            submission::id,
        ))
        .first(connection)?)
}
