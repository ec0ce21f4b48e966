//! What entries say of contributions and of what they were merged into, and whether the rows say the same.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use serde_json::Value as Json;

use super::Verified;
use super::claims::{Told, judge};
use crate::connection::Backend;
use crate::error::StorageError;
use crate::schema::{contribution, merged_contribution};

/// What the entries said so far.
#[derive(Default)]
pub(super) struct Contributed {
    contributions: i64,
    /// Merged revisions, each with a contribution.
    merged: BTreeSet<(String, String)>,
}

impl Contributed {
    /// Looks after the rows of submissions that are contributions.
    pub(super) fn sent(
        &mut self,
        connection: &mut Backend,
        told: &[Told<'_>],
        verified: &mut Verified,
    ) -> Result<(), StorageError> {
        let sent = told.iter().filter(|told| told.text("contribution_of").is_some());
        let sent: Vec<_> = sent.filter_map(|told| Some((told, revision(&told.detail)?))).collect();
        self.contributions += i64::try_from(sent.len()).unwrap_or(i64::MAX);
        let ids: Vec<&str> = sent.iter().map(|(_, id)| *id).collect();
        let rows: Vec<(String, (String, String))> = contribution::table
            .filter(contribution::revision_id.eq_any(ids))
            .select((contribution::revision_id, (contribution::institution, contribution::actor)))
            .load(connection)?;
        let rows: BTreeMap<_, _> = rows.into_iter().collect();
        for (told, id) in sent {
            let same = rows.get(id).map(|(institution, actor)| {
                told.text("contribution_of") == Some(institution) && told.entry.actor == *actor
            });
            let what = ("the contribution is missing", "the contribution is not of whom the entry names");
            judge(told, same, what, verified);
        }
        Ok(())
    }

    /// Notes what was merged.
    pub(super) fn merged(&mut self, told: &[Told<'_>]) {
        for told in told {
            let contributions = told.detail.get("contributions").and_then(Json::as_array);
            for one in contributions.into_iter().flatten().filter_map(Json::as_str) {
                self.merged.insert((told.entry.object.clone(), one.to_owned()));
            }
        }
    }

    /// Looks whether there are other rows than entries.
    pub(super) fn finish(
        &self,
        connection: &mut Backend,
        verified: &mut Verified,
    ) -> Result<(), StorageError> {
        let rows: i64 = contribution::table.count().get_result(connection)?;
        if rows != self.contributions {
            let what = "the table has not as many rows as the record has entries about it";
            verified.fault(None, "contribution", what);
        }
        let columns = (merged_contribution::revision_id, merged_contribution::contribution_id);
        let rows: Vec<(String, String)> = merged_contribution::table.select(columns).load(connection)?;
        let rows: BTreeSet<_> = rows.into_iter().collect();
        for (merged, _) in rows.symmetric_difference(&self.merged) {
            verified.fault(None, merged, "what was merged is not what the entries name");
        }
        Ok(())
    }
}

/// The one revision of a contribution.
fn revision(detail: &Json) -> Option<&str> {
    detail.pointer("/revisions/0/1").and_then(Json::as_str)
}
