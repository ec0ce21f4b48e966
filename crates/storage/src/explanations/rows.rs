//! Explanations as rows, and what counts of them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use schema::Bond;
use schema::explanation::Lapse;

use super::{Decided, Explained, LapsedExplanation, NewExplanation, StoredExplanation};
use crate::connection::Backend;
use crate::error::StorageError;
use crate::names::Decision;
use crate::new_id;
use crate::schema::{explanation, explanation_decision, explanation_lapse, user_account};
use crate::text::storable;

#[derive(Queryable, Insertable, Selectable, Clone, Debug)]
#[diesel(table_name = explanation, treat_none_as_default_value = false)]
struct ExplanationRow {
    id: String,
    revision_id: String,
    code: String,
    place: String,
    value_sha256: String,
    text: String,
    actor: String,
    created_at: String,
    rule_version: String,
    carried_from: Option<String>,
}

impl ExplanationRow {
    fn bond(&self) -> Bond {
        Bond {
            code: self.code.as_str().into(),
            place: self.place.clone(),
            judged: self.value_sha256.clone(),
            rule_version: self.rule_version.clone(),
        }
    }

    fn root(&self) -> &String {
        self.carried_from.as_ref().unwrap_or(&self.id)
    }
}

#[derive(Queryable, Selectable, Clone, Debug)]
#[diesel(table_name = explanation_decision)]
struct DecisionRow {
    explanation_id: String,
    decision: String,
    text: String,
    actor: String,
    decided_at: String,
}

/// A time that was stored.
pub(crate) fn time(text: &str) -> Result<DateTime<Utc>, StorageError> {
    let time = DateTime::parse_from_rfc3339(text).map_err(|_| StorageError::corrupt("time"))?;
    Ok(time.with_timezone(&Utc))
}

/// The explanations that stand beside a revision, in the order in which they were given.
pub(crate) fn standing(
    connection: &mut Backend,
    revision: &str,
) -> Result<Vec<StoredExplanation>, StorageError> {
    let rows = of_revision(connection, revision)?;
    let lapsed: BTreeSet<String> = explanation_lapse::table
        .filter(explanation_lapse::revision_id.eq(revision))
        .select(explanation_lapse::explanation_id)
        .load(connection)?
        .into_iter()
        .collect();
    let mut newest: BTreeMap<Bond, ExplanationRow> = BTreeMap::new();
    for row in rows.into_iter().filter(|row| !lapsed.contains(&row.id)) {
        newest.insert(row.bond(), row);
    }
    let rows: Vec<ExplanationRow> = newest.into_values().collect();
    let decisions = decisions(connection, rows.iter().map(|row| row.root().clone()).collect())?;
    let names = names(connection, rows.iter().map(|row| row.actor.clone()).collect())?;
    let stored = rows.into_iter().map(|row| {
        Ok(StoredExplanation {
            bond: row.bond(),
            decision: decisions.get(row.root()).cloned(),
            by: names.get(&row.actor).unwrap_or(&row.actor).clone(),
            at: time(&row.created_at)?,
            id: row.id,
            text: row.text,
            actor: row.actor,
            carried_from: row.carried_from,
        })
    });
    stored.collect()
}

/// The last decision on each explanation, by the explanation as it was first given.
fn decisions(
    connection: &mut Backend,
    roots: Vec<String>,
) -> Result<BTreeMap<String, Decided>, StorageError> {
    let query = explanation_decision::table
        .filter(explanation_decision::explanation_id.eq_any(roots))
        .order((explanation_decision::decided_at, explanation_decision::id));
    let rows: Vec<DecisionRow> = query.select(DecisionRow::as_select()).load(connection)?;
    let names = names(connection, rows.iter().map(|row| row.actor.clone()).collect())?;
    let mut last = BTreeMap::new();
    for row in rows {
        let decided = Decided {
            decision: Decision::from_code(&row.decision).ok_or_else(|| StorageError::corrupt("decision"))?,
            text: row.text,
            by: names.get(&row.actor).unwrap_or(&row.actor).clone(),
            at: time(&row.decided_at)?,
        };
        last.insert(row.explanation_id, decided);
    }
    Ok(last)
}

/// The names of users, by id.
fn names(connection: &mut Backend, ids: BTreeSet<String>) -> Result<BTreeMap<String, String>, StorageError> {
    let rows: Vec<(String, String)> = user_account::table
        .filter(user_account::id.eq_any(ids))
        .select((user_account::id, user_account::name))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}

/// The explanations that lapsed with a revision.
pub(super) fn lapsed(
    connection: &mut Backend,
    revision: &str,
) -> Result<Vec<LapsedExplanation>, StorageError> {
    let rows: Vec<(ExplanationRow, String)> = explanation_lapse::table
        .inner_join(explanation::table)
        .filter(explanation_lapse::revision_id.eq(revision))
        .order((explanation::created_at, explanation::id))
        .select((ExplanationRow::as_select(), explanation_lapse::reason))
        .load(connection)?;
    let lapsed = rows.into_iter().map(|(row, reason)| {
        Ok(LapsedExplanation {
            bond: row.bond(),
            text: row.text,
            reason: Lapse::from_code(&reason).ok_or_else(|| StorageError::corrupt("lapse"))?,
        })
    });
    lapsed.collect()
}

/// Adds an explanation to a revision.
pub(crate) fn insert(
    connection: &mut Backend,
    revision: &str,
    new: &NewExplanation,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<String, StorageError> {
    for text in
        [&new.text, &new.bond.place, &new.bond.code.to_string(), &new.bond.judged, &new.bond.rule_version]
    {
        storable(text, "an explanation")?;
    }
    let row = ExplanationRow {
        id: new_id(),
        revision_id: revision.to_owned(),
        code: new.bond.code.to_string(),
        place: new.bond.place.clone(),
        value_sha256: new.bond.judged.clone(),
        text: new.text.clone(),
        actor: actor.to_owned(),
        created_at: now.to_rfc3339(),
        rule_version: new.bond.rule_version.clone(),
        carried_from: None,
    };
    diesel::insert_into(explanation::table).values(&row).execute(connection)?;
    Ok(row.id)
}

/// What a file that is sent again says again is not given anew: a reason that replaced it since stays, and so does what a
/// reviewer said to it.
pub(crate) fn not_anew(
    connection: &mut Backend,
    revision: &str,
    explained: Explained,
    before: &[StoredExplanation],
) -> Result<Explained, StorageError> {
    let said = of_revision(connection, revision)?;
    let (again, given): (Vec<_>, Vec<_>) = explained
        .given
        .into_iter()
        .partition(|new| said.iter().any(|row| row.bond() == new.bond && row.text == new.text));
    let mut carried = explained.carried;
    let replaced = before.iter().filter(|standing| again.iter().any(|new| new.bond == standing.bond));
    carried.extend(replaced.map(|standing| standing.id.clone()));
    Ok(Explained { given, carried, ..explained })
}

/// Adds what becomes of explanations to a revision; gives how many rows that made. What is there already stays as it is.
pub(crate) fn store_explained(
    connection: &mut Backend,
    revision: &str,
    explained: &Explained,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<usize, StorageError> {
    for new in &explained.given {
        insert(connection, revision, new, actor, now)?;
    }
    let carried = carry(connection, revision, &explained.carried)?;
    let lapsing = lapse(connection, revision, &explained.lapsed, now)?;
    let known = lapsed(connection, revision)?;
    let mut void = 0;
    for (new, reason) in &explained.void {
        // A file that is sent again says the same again.
        if !known.iter().any(|lapsed| lapsed.bond == new.bond && lapsed.text == new.text) {
            let id = insert(connection, revision, new, actor, now)?;
            insert_lapse(connection, revision, &id, *reason, now)?;
            void += 1;
        }
    }
    Ok(explained.given.len() + carried + lapsing + void)
}

/// Copies explanations to a revision, where they are not there already.
fn carry(connection: &mut Backend, revision: &str, ids: &[String]) -> Result<usize, StorageError> {
    let there = of_revision(connection, revision)?;
    let there: BTreeSet<&String> = there.iter().map(ExplanationRow::root).collect();
    let mut rows = given(connection, ids)?;
    rows.retain(|row| !there.contains(row.root()));
    for row in &rows {
        let carried = ExplanationRow {
            id: new_id(),
            revision_id: revision.to_owned(),
            carried_from: Some(row.root().clone()),
            ..row.clone()
        };
        diesel::insert_into(explanation::table).values(&carried).execute(connection)?;
    }
    Ok(rows.len())
}

/// Notes which explanations lapse with a revision, where that is not noted already.
fn lapse(
    connection: &mut Backend,
    revision: &str,
    lapsing: &[(String, Lapse)],
    now: DateTime<Utc>,
) -> Result<usize, StorageError> {
    let noted: Vec<ExplanationRow> = explanation_lapse::table
        .inner_join(explanation::table)
        .filter(explanation_lapse::revision_id.eq(revision))
        .select(ExplanationRow::as_select())
        .load(connection)?;
    let noted: BTreeSet<&String> = noted.iter().map(ExplanationRow::root).collect();
    let ids: Vec<String> = lapsing.iter().map(|(id, _)| id.clone()).collect();
    let mut rows = given(connection, &ids)?;
    rows.retain(|row| !noted.contains(row.root()));
    let reasons = lapsing.iter().filter(|(id, _)| rows.iter().any(|row| row.id == *id));
    for (id, reason) in reasons {
        insert_lapse(connection, revision, id, *reason, now)?;
    }
    Ok(rows.len())
}

/// Everything that was ever given for a revision or carried to it.
fn of_revision(connection: &mut Backend, revision: &str) -> Result<Vec<ExplanationRow>, StorageError> {
    let query = explanation::table.filter(explanation::revision_id.eq(revision));
    let query = query.order((explanation::created_at, explanation::id));
    Ok(query.select(ExplanationRow::as_select()).load(connection)?)
}

fn given(connection: &mut Backend, ids: &[String]) -> Result<Vec<ExplanationRow>, StorageError> {
    let query = explanation::table.filter(explanation::id.eq_any(ids));
    let query = query.order((explanation::created_at, explanation::id));
    Ok(query.select(ExplanationRow::as_select()).load(connection)?)
}

fn insert_lapse(
    connection: &mut Backend,
    revision: &str,
    id: &str,
    reason: Lapse,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::insert_into(explanation_lapse::table)
        .values((
            explanation_lapse::revision_id.eq(revision),
            explanation_lapse::explanation_id.eq(id),
            explanation_lapse::reason.eq(reason.code()),
            explanation_lapse::lapsed_at.eq(now.to_rfc3339()),
        ))
        .execute(connection)?;
    Ok(())
}
