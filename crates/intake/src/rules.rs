//! The codes intake itself emits.

use schema::{Arg, At, Finding, Gate, Place, RuleMeta, Severity, Year};

use Severity::{Error, Note, Warning};

macro_rules! rules {
    ($($constant:ident = $code:literal, $name:literal, $severities:expr;)+) => {
        $(pub(crate) static $constant: RuleMeta = RuleMeta {
            code: $code,
            name: $name,
            severities: $severities,
            gate: Gate::Submit,
            since: "2026.1",
            inputs: &["file"],
            page: include_str!(concat!("../docs/", $code, ".md")),
        };)+

        /// Every rule whose findings come from reading, by code.
        pub static RULES: &[&RuleMeta] = &[$(&$constant),+];
    };
}

rules! {
    DUPLICATE_MEMBER = "INT-01", "member-stands-twice", &[Error];
    UNKNOWN_MEMBER = "INT-02", "unknown-member", &[Error];
    WRONG_STRUCTURE = "INT-03", "wrong-structure", &[Error];
    DUPLICATE_ROW = "INT-04", "row-stands-twice", &[Error];
    DUPLICATE_COLUMN = "INT-05", "column-stands-twice", &[Error];
    OUTSIDE_THE_FORM = "INT-06", "content-outside-the-form", &[Error];
    LINE_WITHOUT_CASE = "INT-07", "line-without-its-case", &[Error];
    UNREADABLE_POINTER = "INT-08", "unreadable-pointer", &[Error];
    BYTE_ORDER_MARK = "INT-09", "byte-order-mark", &[Note];
    TOO_MANY_FINDINGS = "INT-10", "too-many-findings", &[Error, Warning, Note];
    NO_EARLIER_YEAR = "INT-11", "correction-of-no-earlier-year", &[Error];
    EARLIER_TEMPLATE = "INT-12", "earlier-template", &[Warning, Note];
    NOT_A_COUNT = "STR-04", "not-a-whole-number", &[Error];
    UNKNOWN_CODE = "STR-08", "unknown-code", &[Error];
    FOREIGN_TEMPLATE = "STR-10", "template-does-not-match", &[Error];
    AMBIGUOUS_TEXT = "STR-11", "ambiguous-text", &[Error, Note];
    FORMULA = "STR-12", "formula-or-error", &[Warning];
    EXTRA_SHEET = "STR-19", "sheet-not-of-the-form", &[Note];
    UNSAFE_TEXT = "STR-20", "unsafe-text", &[Error, Note];
}

/// That so many findings of a return are not listed. How much it weighs is for those to say who leave them out.
pub fn not_listed(year: Year, count: u64) -> Finding {
    let place = Place::new(year, At::Submission);
    Finding::new(&TOO_MANY_FINDINGS, place, None).outcome("more").arg("count", count)
}

/// What is said about an earlier template: how many answers were taken over, and which have no place any more.
pub(crate) fn mapped(finding: Finding, taken: u64, lost: &[String]) -> Finding {
    /// So many are named; the rest is counted.
    const MOST: usize = 40;
    let finding = finding.arg("taken", taken);
    if lost.is_empty() {
        return finding.outcome("whole").severity(Severity::Note);
    }
    let count = u64::try_from(lost.len()).unwrap_or(u64::MAX);
    let named = lost.iter().take(MOST).map(|lost| Arg::Text(lost.as_str().into())).collect();
    finding.outcome("lost").arg("count", count).arg("lost", Arg::List(named))
}
