//! What nearly every rule names.

pub(crate) use schema::questionnaire::{Counts, RowRole};
pub(crate) use schema::response::Review;
pub(crate) use schema::{
    Arg, At, Availability, CellKey, Confidentiality, DeclarationItem, Finding, Findings, Gate, Observation,
    Profile, Quality, Response, RowCode, RuleMeta, Severity, Table, TableKind, Value,
};

pub(crate) use crate::context::{Context, as_number, as_whole, saturating_sum};
pub(crate) use crate::figures::{arms_seized, count_cells, large_type, per_cent};
pub(crate) use crate::rule::Rule;
