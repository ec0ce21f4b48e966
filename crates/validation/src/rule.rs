//! What a rule is.

use schema::{Findings, RuleMeta};

use crate::context::Context;

/// A rule written in Rust: what the catalogue says of it, and how it checks.
pub(crate) struct Rule {
    pub(crate) meta: RuleMeta,
    /// The names of its figures in `thresholds.toml`.
    pub(crate) thresholds: &'static [&'static str],
    pub(crate) check: fn(&Context<'_>, &mut Findings),
}
