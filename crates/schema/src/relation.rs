//! Declared checks in one closed form: left side, comparison, right side, tolerance, what to do when numbers are missing.

use crate::cell::CellKey;
use crate::code::{Code, RowCode, RuleCode, TableId};
use crate::finding::{Gate, Severity};
use crate::value::code_enum;
use std::fmt;

code_enum! {
    /// How the two sides are compared.
    Comparison {
        /// Left equals right, within the tolerance.
        Equal = "=",
        /// Left is at most right, within the tolerance.
        AtMost = "<=",
        /// Left is at least right, within the tolerance.
        AtLeast = ">=",
    }
}

code_enum! {
    /// What happens when a number of a side is unknown.
    Missing {
        /// The relation is not evaluable, but a partial left side that already exceeds a known right side violates it.
        Partial = "partial",
        /// The relation is not evaluable.
        NotEvaluable = "not-evaluable",
        /// Unknown numbers count as zero, provided one number on each side is known.
        Zero = "zero",
    }
}

/// One summand of a side.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Term {
    /// A cell: `TABLE/ROW` or `TABLE/ROW/COLUMN`.
    Cell(CellKey),
    /// All parts of a table's total: `TABLE/*`.
    Parts(TableId),
    /// All parts of a subtotal: `TABLE/ROW.*`.
    PartsOf(TableId, RowCode),
}

/// A condition on a coded answer; the relation is silent where it does not hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct When {
    /// The field.
    pub field: CellKey,
    /// The code it must have.
    pub is: Code,
}

/// A declared check. Several relations may share a code, each for another table.
#[derive(Clone, PartialEq, Debug)]
pub struct Relation {
    /// The rule's code.
    pub code: RuleCode,
    /// What is wrong, in kebab case.
    pub name: String,
    /// The summands of the left side.
    pub left: Vec<Term>,
    /// The left side is judged summand by summand, not as a sum.
    pub each: bool,
    /// The comparison.
    pub is: Comparison,
    /// The summands of the right side.
    pub right: Vec<Term>,
    /// The right side is multiplied by this; 1 unless declared.
    pub factor: f64,
    /// The difference that is still accepted, in the unit of the cells.
    pub tolerance: f64,
    /// What happens when a number is unknown.
    pub missing: Missing,
    /// The severity where left is above right.
    pub above: Option<Severity>,
    /// The severity where left is below right.
    pub below: Option<Severity>,
    /// Judged only where this table's scope declaration says "all"; otherwise it is noted once.
    pub scope: Option<TableId>,
    /// Judged only under this condition.
    pub when: Option<When>,
    /// The gate.
    pub gate: Gate,
    /// The version of the rule set that brought it.
    pub since: String,
    /// Where the rule or its threshold comes from.
    pub source: String,
}
