//! The State's reasons for what rules found strange, each bound to what it explains: rule, place and figures.

use sha2::{Digest, Sha256};

use crate::code::RuleCode;
use crate::document;
use crate::finding::{Arg, Finding};
use crate::fingerprint::hex;
use crate::standing::Standing;
use crate::value::{Origin, code_enum};
use std::fmt;
use std::fmt::Write as _;
use std::ops::RangeInclusive;

/// How many characters an explanation has.
pub const LENGTH: RangeInclusive<usize> = 3..=4_000;
use std::sync::Arc;

/// What an explanation is bound to. It holds as long as the figures and the rule stay what they are.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Bond {
    /// The rule.
    pub code: RuleCode,
    /// The place, in stable text.
    pub place: String,
    /// SHA-256 over what the rule judged (see [`judged`]), in lower-case hexadecimal.
    pub judged: String,
    /// The version of the rule: what it compares, with which figures.
    pub rule_version: String,
}

impl Bond {
    /// Whether both speak of the same rule at the same place, whatever the figures.
    pub fn same_question(&self, other: &Self) -> bool {
        self.code == other.code && self.place == other.place
    }
}

/// A reason as it stands in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explanation {
    /// The rule.
    pub code: RuleCode,
    /// The place, in stable text.
    pub place: String,
    /// What was judged when the reason was asked for; `None` where the file does not say: then the reason is given for
    /// what stands in the same file.
    pub judged: Option<String>,
    /// The version of the rule at that time.
    pub rule_version: Option<String>,
    /// The reason.
    pub text: Arc<str>,
    /// Where it stands in the file.
    pub origin: Option<Origin>,
}

code_enum! {
    /// Why an explanation no longer holds.
    Lapse {
        /// A figure that it explains has changed.
        Value = "value",
        /// The rule has changed.
        Rule = "rule",
        /// The rule no longer finds anything there.
        Resolved = "resolved",
    }
}

/// SHA-256 over what a finding judged: its outcome, its figures, its places and what stands there.
pub fn judged(finding: &Finding, standing: &Standing<'_>) -> String {
    let mut text = format!("{}\n", finding.outcome);
    for (name, arg) in &finding.args {
        let _ = writeln!(text, "{name}={}", literal(arg));
    }
    for location in &finding.locations {
        let value = standing.at(&location.place).and_then(document::cell);
        let _ = writeln!(text, "{}={}", location.place, value.unwrap_or_default());
    }
    hex(&Sha256::digest(text.as_bytes()))
}

/// An argument as stable text.
fn literal(arg: &Arg) -> String {
    match arg {
        Arg::Number(number) => number.to_string(),
        Arg::Count(count) => count.to_string(),
        Arg::Text(text) => text.to_string(),
        Arg::Code(list, code) => format!("{list}:{code}"),
        Arg::Cell(cell) => cell.to_string(),
        Arg::Table(table) => table.to_string(),
        Arg::List(list) => list.iter().map(literal).collect::<Vec<_>>().join(","),
    }
}
