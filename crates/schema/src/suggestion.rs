//! A way to make figures agree: which cells, from which to which number. Never applied without a person's act.

use crate::cell::{At, CellKey};
use crate::code::RuleCode;
use crate::finding::Finding;
use crate::value::code_enum;
use std::fmt;

code_enum! {
    /// What speaks for a suggestion.
    Ground {
        /// A digit more, a digit less, or two digits exchanged: the slip that typing makes.
        Slip = "slip",
        /// The remainder goes to the row "unknown".
        Remainder = "remainder",
        /// The total becomes what its parts add up to.
        Total = "total",
        /// It is among the smallest changes that make the figures agree.
        Smallest = "smallest",
    }
}

/// One cell of a suggestion.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Change {
    /// The cell.
    pub cell: CellKey,
    /// What stands there.
    pub from: u64,
    /// What would agree.
    pub to: u64,
}

/// A smallest set of changes after which every sum that is violated now holds, and none that holds now is violated.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suggestion {
    /// The rules that it satisfies.
    pub resolves: Vec<RuleCode>,
    /// The changes, by cell.
    pub changes: Vec<Change>,
    /// What speaks for it.
    pub ground: Ground,
}

impl Suggestion {
    /// Whether it satisfies what a finding says: the same rule, and a cell of the finding changes.
    pub fn satisfies(&self, finding: &Finding) -> bool {
        let changes =
            |at: &At| matches!(at, At::Cell(cell) if self.changes.iter().any(|change| change.cell == *cell));
        self.resolves.contains(&finding.code)
            && finding.locations.iter().any(|location| changes(&location.place.at))
    }
}
