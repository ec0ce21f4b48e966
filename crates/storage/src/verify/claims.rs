//! What entries of the chain say about rows, and whether the rows say the same. As many rows as entries, each with the
//! row of its entry: then no row was added behind the chain either.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use serde_json::Value as Json;

use super::contributed::Contributed;
use super::{KeptReceipt, Verified};
use crate::access;
use crate::audit::AuditEntry;
use crate::connection::Backend;
use crate::error::StorageError;
use crate::names::ReturnState;
use crate::schema::{access_batch, receipt, revision, state_return, submission, upload};

/// What the entries said so far.
pub(super) struct Claims<'a> {
    /// Receipts kept outside whose entry was not met yet, by the hash of the entry.
    unmet: BTreeMap<&'a str, Vec<&'a KeptReceipt>>,
    /// Where each return stands by its entries: the last state, and the revision submitted last.
    returns: BTreeMap<String, (Option<ReturnState>, Option<String>)>,
    uploads: i64,
    submissions: i64,
    receipts: i64,
    batches: i64,
    contributed: Contributed,
}

/// An entry with its detail read.
pub(super) struct Told<'a> {
    pub(super) entry: &'a AuditEntry,
    pub(super) detail: Json,
}

impl Told<'_> {
    pub(super) fn text(&self, member: &str) -> Option<&str> {
        self.detail.get(member).and_then(Json::as_str)
    }
}

impl<'a> Claims<'a> {
    pub(super) fn new(kept: &'a [KeptReceipt]) -> Self {
        let mut unmet: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for receipt in kept {
            unmet.entry(&receipt.chain_head).or_default().push(receipt);
        }
        Self {
            unmet,
            returns: BTreeMap::new(),
            uploads: 0,
            submissions: 0,
            receipts: 0,
            batches: 0,
            contributed: Contributed::default(),
        }
    }

    /// Looks after the rows of some entries.
    pub(super) fn of(
        &mut self,
        connection: &mut Backend,
        entries: &[AuditEntry],
        verified: &mut Verified,
    ) -> Result<(), StorageError> {
        let mut told: BTreeMap<&str, Vec<Told<'_>>> = BTreeMap::new();
        for entry in entries {
            let detail = serde_json::from_str(&entry.detail).unwrap_or(Json::Null);
            self.state(entry, &detail);
            told.entry(&entry.action).or_default().push(Told { entry, detail });
        }
        for (action, told) in told {
            let count = i64::try_from(told.len()).unwrap_or(i64::MAX);
            match action {
                "upload.received" => {
                    self.uploads += count;
                    uploads(connection, &told, verified)?;
                }
                "submission.stored" => {
                    self.submissions += count;
                    submissions(connection, &told, verified)?;
                    self.contributed.sent(connection, &told, verified)?;
                }
                "contributions.merged" => self.contributed.merged(&told),
                "import.stored" => self.submissions += told.iter().map(imported).sum::<i64>(),
                "return.submitted" => {
                    self.receipts += count;
                    self.submitted(connection, &told, verified)?;
                }
                "access.sealed" => {
                    self.batches += count;
                    batches(connection, &told, verified)?;
                }
                // Other entries name no row that must stay as it was.
                _ => {}
            }
        }
        Ok(())
    }

    /// Where a step leads, and by which revision the State stands then.
    fn state(&mut self, entry: &AuditEntry, detail: &Json) {
        let Some(step) = entry.action.strip_prefix("return.") else { return };
        let text = |member: &str| detail.get(member).and_then(Json::as_str).map(str::to_owned);
        let stands = if step == ReturnState::Submitted.code() {
            (Some(ReturnState::Submitted), text("revision"))
        } else {
            (text("to").and_then(|to| ReturnState::from_code(&to)), text("submitted"))
        };
        self.returns.insert(entry.object.clone(), stands);
    }

    fn submitted(
        &mut self,
        connection: &mut Backend,
        told: &[Told<'_>],
        verified: &mut Verified,
    ) -> Result<(), StorageError> {
        revisions(connection, told, verified)?;
        receipts(connection, told, verified)?;
        for told in told {
            for kept in self.unmet.remove(told.entry.hash.as_str()).unwrap_or_default() {
                let same = told.text("content_sha256") == Some(&kept.content_sha256)
                    && told.text("original_sha256") == Some(&kept.original_sha256);
                if !same {
                    let what = "the receipt that was kept says something else than the entry";
                    verified.fault(Some(told.entry.seq), &kept.id, what);
                }
            }
        }
        Ok(())
    }

    /// Looks whether there are more rows than entries, and whether returns stand where the entries led.
    pub(super) fn finish(
        &self,
        connection: &mut Backend,
        verified: &mut Verified,
    ) -> Result<(), StorageError> {
        for kept in self.unmet.values().flatten() {
            verified.fault(None, &kept.id, "the record has no entry of this receipt");
        }
        let counted = [
            ("upload", upload::table.count().get_result(connection)?, self.uploads),
            ("submission", submission::table.count().get_result(connection)?, self.submissions),
            ("receipt", receipt::table.count().get_result(connection)?, self.receipts),
            ("access_batch", access_batch::table.count().get_result(connection)?, self.batches),
        ];
        for (table, rows, entries) in counted {
            let rows: i64 = rows;
            if rows != entries {
                verified.fault(
                    None,
                    table,
                    "the table has not as many rows as the record has entries about it",
                );
            }
        }
        self.contributed.finish(connection, verified)?;
        let query = state_return::table.order(state_return::id);
        let stand: Vec<(String, String, Option<String>)> = query
            .select((state_return::id, state_return::state, state_return::submitted_revision))
            .load(connection)?;
        for (id, state, submitted) in &stand {
            self.stands(id, state, submitted.as_ref(), verified);
        }
        let there: BTreeSet<_> = stand.iter().map(|(id, ..)| id).collect();
        for gone in self.returns.keys().filter(|id| !there.contains(id)) {
            verified.fault(None, gone, "the return is missing");
        }
        Ok(())
    }

    fn stands(&self, id: &str, state: &str, submitted: Option<&String>, verified: &mut Verified) {
        let (led_to, revision) = self.returns.get(id).map_or((None, None), |(to, by)| (*to, by.as_ref()));
        // A published file makes a return published of which its State has submitted nothing.
        if state == ReturnState::Published.code() && matches!(led_to, None | Some(ReturnState::Draft)) {
            return;
        }
        if led_to.unwrap_or(ReturnState::Draft).code() != state {
            verified.fault(None, id, "the return is in another state than its entries lead to");
        }
        if submitted != revision {
            verified.fault(
                None,
                id,
                "the revision that counts as submitted is not the one of the last submission",
            );
        }
    }
}

/// How many submissions of an entry came from a published file.
fn imported(told: &Told<'_>) -> i64 {
    let submissions = told.detail.get("submissions").and_then(Json::as_array);
    submissions.map_or(0, |list| i64::try_from(list.len()).unwrap_or(i64::MAX))
}

fn objects<'a>(told: &'a [Told<'_>]) -> Vec<&'a str> {
    told.iter().map(|told| told.entry.object.as_str()).collect()
}

fn uploads(connection: &mut Backend, told: &[Told<'_>], verified: &mut Verified) -> Result<(), StorageError> {
    let query = upload::table.filter(upload::id.eq_any(objects(told)));
    let rows: Vec<(String, (String, String, i32, String))> = query
        .select((upload::id, (upload::sha256, upload::country, upload::cycle, upload::actor)))
        .load(connection)?;
    let rows: BTreeMap<_, _> = rows.into_iter().collect();
    for told in told {
        let same = rows.get(&told.entry.object).map(|(sha256, country, cycle, actor)| {
            told.text("sha256") == Some(sha256)
                && told.text("country") == Some(country)
                && told.detail.get("cycle").and_then(Json::as_i64) == Some(i64::from(*cycle))
                && told.entry.actor == *actor
        });
        judge(told, same, ("the upload is missing", "the upload is not the one the entry names"), verified);
    }
    Ok(())
}

fn submissions(
    connection: &mut Backend,
    told: &[Told<'_>],
    verified: &mut Verified,
) -> Result<(), StorageError> {
    let query = submission::table.filter(submission::id.eq_any(objects(told)));
    let rows: Vec<(String, String)> =
        query.select((submission::id, submission::upload_id)).load(connection)?;
    let rows: BTreeMap<_, _> = rows.into_iter().collect();
    for told in told {
        let same = rows.get(&told.entry.object).map(|upload| told.text("upload") == Some(upload));
        let what =
            ("the submission is missing", "the submission comes from another file than the entry names");
        judge(told, same, what, verified);
    }
    Ok(())
}

fn revisions(
    connection: &mut Backend,
    told: &[Told<'_>],
    verified: &mut Verified,
) -> Result<(), StorageError> {
    let ids: Vec<_> = told.iter().filter_map(|told| told.text("revision")).collect();
    let rows: Vec<(String, (String, String))> = revision::table
        .inner_join(submission::table.inner_join(upload::table))
        .filter(revision::id.eq_any(ids))
        .select((revision::id, (revision::content_sha256, upload::sha256)))
        .load(connection)?;
    let rows: BTreeMap<_, _> = rows.into_iter().collect();
    for told in told {
        let row = told.text("revision").and_then(|id| rows.get(id));
        let same = row.map(|(content, original)| {
            told.text("content_sha256") == Some(content) && told.text("original_sha256") == Some(original)
        });
        let what =
            ("the submitted revision is missing", "the submitted revision is not the one the entry names");
        judge(told, same, what, verified);
    }
    Ok(())
}

type ReceiptColumns = (String, String, String, String, String, String, String);

fn receipts(
    connection: &mut Backend,
    told: &[Told<'_>],
    verified: &mut Verified,
) -> Result<(), StorageError> {
    let heads: Vec<_> = told.iter().map(|told| told.entry.hash.as_str()).collect();
    let columns = (
        receipt::return_id,
        receipt::revision_id,
        receipt::submitted_at,
        receipt::original_sha256,
        receipt::content_sha256,
        receipt::rule_set,
        receipt::actor,
    );
    let rows: Vec<(String, ReceiptColumns)> = receipt::table
        .filter(receipt::chain_head.eq_any(heads))
        .select((receipt::chain_head, columns))
        .load(connection)?;
    let rows: BTreeMap<_, _> = rows.into_iter().collect();
    for told in told {
        let same = rows.get(&told.entry.hash).map(|(of, revision, at, original, content, rules, actor)| {
            let entry = told.entry;
            (of, at, actor) == (&entry.object, &entry.at, &entry.actor)
                && told.text("revision") == Some(revision)
                && told.text("original_sha256") == Some(original)
                && told.text("content_sha256") == Some(content)
                && told.text("rule_set") == Some(rules)
        });
        let what = ("the receipt of the entry is missing", "the receipt says something else than the entry");
        judge(told, same, what, verified);
    }
    Ok(())
}

fn batches(connection: &mut Backend, told: &[Told<'_>], verified: &mut Verified) -> Result<(), StorageError> {
    for told in told {
        let (reads, sha256) = access::of_batch(connection, &told.entry.object)?;
        let said = told.detail.get("reads").and_then(Json::as_u64);
        let same = said == u64::try_from(reads).ok() && told.text("sha256") == Some(&sha256);
        let what = ("", "the reads of the batch are not those that were sealed");
        judge(told, Some(same), what, verified);
    }
    Ok(())
}

/// A row is there and the same, is another, or is missing.
pub(super) fn judge(
    told: &Told<'_>,
    same: Option<bool>,
    (missing, another): (&'static str, &'static str),
    verified: &mut Verified,
) {
    match same {
        Some(true) => {}
        Some(false) => verified.fault(Some(told.entry.seq), &told.entry.object, another),
        None => verified.fault(Some(told.entry.seq), &told.entry.object, missing),
    }
}
