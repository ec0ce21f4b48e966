//! Findings of a revision.

use diesel::prelude::*;
use schema::{Bond, Finding, Gate, NotEvaluable, Severity};

use crate::codec;
use crate::error::StorageError;
use crate::schema::{finding, not_evaluable};

/// A finding.
#[derive(Queryable, Insertable, Selectable, Clone, Debug)]
#[diesel(table_name = finding, treat_none_as_default_value = false)]
pub(crate) struct FindingRow {
    pub(crate) revision_id: String,
    position: i32,
    code: String,
    outcome: String,
    severity: String,
    gate: String,
    locations: String,
    args: String,
    judged: String,
    rule_version: String,
}

impl FindingRow {
    pub(crate) fn new(revision: &str, position: i32, finding: &Finding, bond: Option<&Bond>) -> Self {
        Self {
            revision_id: revision.to_owned(),
            position,
            code: finding.code.to_string(),
            outcome: finding.outcome.to_string(),
            severity: finding.severity.code().to_owned(),
            gate: finding.gate.code().to_owned(),
            locations: codec::locations_json(&finding.locations).to_string(),
            args: codec::args_json(&finding.args).to_string(),
            judged: bond.map(|bond| bond.judged.clone()).unwrap_or_default(),
            rule_version: bond.map(|bond| bond.rule_version.clone()).unwrap_or_default(),
        }
    }

    /// What an explanation of the finding is bound to.
    pub(crate) fn bond(&self) -> Result<Bond, StorageError> {
        let finding = self.finding()?;
        Ok(Bond {
            place: finding.place().map(ToString::to_string).unwrap_or_default(),
            code: finding.code,
            judged: self.judged.clone(),
            rule_version: self.rule_version.clone(),
        })
    }

    pub(crate) fn finding(&self) -> Result<Finding, StorageError> {
        Ok(Finding {
            code: self.code.as_str().into(),
            outcome: self.outcome.clone().into(),
            severity: Severity::from_code(&self.severity).ok_or_else(|| StorageError::corrupt("severity"))?,
            gate: Gate::from_code(&self.gate).ok_or_else(|| StorageError::corrupt("gate"))?,
            locations: codec::locations(&codec::parse(&self.locations)?)?,
            args: codec::args(&codec::parse(&self.args)?)?,
        })
    }
}

/// A rule that could not be evaluated.
#[derive(Queryable, Insertable, Selectable, Clone, Debug)]
#[diesel(table_name = not_evaluable, treat_none_as_default_value = false)]
pub(crate) struct NotEvaluableRow {
    pub(crate) revision_id: String,
    position: i32,
    code: String,
    place: String,
    cells: String,
}

impl NotEvaluableRow {
    pub(crate) fn new(revision: &str, position: i32, rule: &NotEvaluable) -> Self {
        Self {
            revision_id: revision.to_owned(),
            position,
            code: rule.code.to_string(),
            place: codec::place_json(&rule.place).to_string(),
            cells: codec::cells_text(&rule.unknown),
        }
    }

    pub(crate) fn rule(&self) -> Result<NotEvaluable, StorageError> {
        Ok(NotEvaluable {
            code: self.code.as_str().into(),
            place: codec::place(&codec::parse(&self.place)?)?,
            unknown: codec::cells(&self.cells)?,
        })
    }
}
