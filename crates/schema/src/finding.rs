//! What a rule says about places of a return: a code, places and named arguments, never a sentence.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::cell::{CellKey, Place};
use crate::code::{Code, ListId, RuleCode, TableId};
use crate::value::{Origin, code_enum};

code_enum! {
    /// How much a finding weighs.
    Severity {
        /// Blocks its gate.
        Error = "error",
        /// Needs an explanation at its gate.
        Warning = "warning",
        /// Is shown.
        Note = "note",
    }
}

code_enum! {
    /// The door a finding stands at.
    Gate {
        /// The State submits.
        Submit = "submit",
        /// The reviewer accepts.
        Accept = "accept",
        /// The secretariat publishes.
        Publish = "publish",
        /// An invariant of the software, held by its tests and never shown.
        System = "system",
    }
}

/// What the catalogue says about a rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleMeta {
    /// The code, e.g. `CTX-09`. Never reused.
    pub code: &'static str,
    /// What is wrong, in kebab case, e.g. `types-exceed-total`.
    pub name: &'static str,
    /// Every severity it can raise, the heaviest first.
    pub severities: &'static [Severity],
    /// The gate at which it counts.
    pub gate: Gate,
    /// The version of the rule set that brought it.
    pub since: &'static str,
    /// What it looks at: tables `SZ.TYPE`, cells `SZ.TYPE/TOTAL`, or `file`, `earlier years`, `other States`, ….
    pub inputs: &'static [&'static str],
    /// The rule's page, in Markdown.
    pub page: &'static str,
}

/// A named argument of a message.
#[derive(Clone, PartialEq, Debug)]
pub enum Arg {
    /// A number, shown with the digits of the figure itself.
    Number(f64),
    /// A whole number.
    Count(u64),
    /// Something literal: what was typed, a sheet name.
    Text(Arc<str>),
    /// A code, shown by its label.
    Code(ListId, Code),
    /// A cell, shown by its row and table labels.
    Cell(CellKey),
    /// A table, shown by its number and label.
    Table(TableId),
    /// Several, joined by commas.
    List(Vec<Arg>),
}

impl From<u64> for Arg {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<f64> for Arg {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(Arc::from(text))
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(Arc::from(text))
    }
}

impl From<CellKey> for Arg {
    fn from(cell: CellKey) -> Self {
        Self::Cell(cell)
    }
}

impl From<TableId> for Arg {
    fn from(table: TableId) -> Self {
        Self::Table(table)
    }
}

/// A place and, where known, the cell of the file that stands for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Location {
    /// The place in the return.
    pub place: Place,
    /// The place in the file.
    pub origin: Option<Origin>,
}

/// Something to tell a person about places of a return.
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    /// The rule.
    pub code: RuleCode,
    /// Which of the rule's messages, e.g. `above`; empty where it has one. The text key is
    /// `rule.CODE.what` or `rule.CODE.OUTCOME.what`.
    pub outcome: Cow<'static, str>,
    /// How much it weighs.
    pub severity: Severity,
    /// The gate at which it counts.
    pub gate: Gate,
    /// The places, the one to mend first. Never empty.
    pub locations: Vec<Location>,
    /// The arguments of the message.
    pub args: BTreeMap<Cow<'static, str>, Arg>,
}

impl Finding {
    /// A finding of a rule at a place. The severity is the rule's heaviest.
    pub fn new(rule: &RuleMeta, place: Place, origin: Option<Origin>) -> Self {
        Self {
            code: RuleCode::from(rule.code),
            outcome: Cow::Borrowed(""),
            severity: rule.severities.first().copied().unwrap_or(Severity::Note),
            gate: rule.gate,
            locations: vec![Location { place, origin }],
            args: BTreeMap::new(),
        }
    }

    /// The same with another of the rule's messages.
    #[must_use]
    pub fn outcome(mut self, outcome: &'static str) -> Self {
        self.outcome = Cow::Borrowed(outcome);
        self
    }

    /// The same with another of the rule's severities.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The same with a named argument.
    #[must_use]
    pub fn arg(mut self, name: &'static str, arg: impl Into<Arg>) -> Self {
        self.args.insert(Cow::Borrowed(name), arg.into());
        self
    }

    /// The same with one more place.
    #[must_use]
    pub fn also(mut self, place: Place, origin: Option<Origin>) -> Self {
        self.locations.push(Location { place, origin });
        self
    }

    /// The place to mend first.
    pub fn place(&self) -> Option<&Place> {
        self.locations.first().map(|location| &location.place)
    }

    /// Strongest first, then by place in the file, then by code.
    pub fn in_reading_order(&self, other: &Self) -> Ordering {
        (self.severity, self.origin(), self.place(), &self.code).cmp(&(
            other.severity,
            other.origin(),
            other.place(),
            &other.code,
        ))
    }

    /// Where in the file to mend first.
    pub fn origin(&self) -> Option<&Origin> {
        self.locations.iter().find_map(|location| location.origin.as_ref())
    }
}

/// A rule that could not be evaluated, because a number it needs is unknown. Reported, never silent.
#[derive(Clone, PartialEq, Debug)]
pub struct NotEvaluable {
    /// The rule.
    pub code: RuleCode,
    /// What it would have judged.
    pub place: Place,
    /// The cells without a number.
    pub unknown: Vec<CellKey>,
}

/// Everything one pass found.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Findings {
    /// The findings.
    pub list: Vec<Finding>,
    /// The rules that could not be evaluated.
    pub not_evaluable: Vec<NotEvaluable>,
}

impl Findings {
    /// Adds a finding.
    pub fn push(&mut self, finding: Finding) {
        self.list.push(finding);
    }

    /// Adds all of another pass.
    pub fn append(&mut self, mut other: Self) {
        self.list.append(&mut other.list);
        self.not_evaluable.append(&mut other.not_evaluable);
    }

    /// Strongest first, then by place in the file, then by code: the order in which people read them.
    pub fn sort(&mut self) {
        self.list.sort_by(Finding::in_reading_order);
    }

    /// How many findings of a severity there are.
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|finding| finding.severity == severity).count()
    }
}
