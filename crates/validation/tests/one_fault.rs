//! One fault is said once: where two rules look at the same figures, one of them speaks.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on must fail where it stands")]

mod support;

use schema::{Availability, CellKey, Observation, Severity, Value};
use validation::check;

/// Codes, severities and places of what the families of these faults say of a return that holds nothing else.
fn said(text: &str) -> Vec<String> {
    let (edition, submission, known) = support::read(text);
    let findings = check(&edition, &submission, &known).list;
    let mut said: Vec<_> = findings
        .iter()
        .filter(|finding| ["SEI", "MRK", "STA"].contains(&finding.code.family()))
        .map(|finding| format!("{} {} {}", finding.code, finding.severity, finding.place().unwrap()))
        .collect();
    said.sort();
    said
}

#[test]
fn each_of_these_faults_is_said_once_at_the_cell_to_mend() {
    for (text, expected) in [
        (r#""SZ.TYPE/TOTAL" = 900, "SZ.CASES/TOTAL" = 0"#, "SEI-01 error 2025:SZ.CASES/TOTAL"),
        (r#""SZ.TYPE/TOTAL" = 900, "SZ.CASES/TOTAL" = 4"#, "SEI-03 warning 2025:SZ.CASES/TOTAL"),
        (
            r#""SZ.TYPE/TOTAL" = 90, "SZ.TYPE/MG" = 20, "SZ.TYPE/OTHER" = 50"#,
            "SEI-13 warning 2025:SZ.TYPE/MG",
        ),
        (r#""SZ.TYPE/TOTAL" = 90, "SZ.TYPE/OTHER" = 50"#, "SEI-15 note 2025:SZ.TYPE/OTHER"),
        (r#""TR.SZ/UI" = 45, "SZ.MARK/UNIQ" = 42"#, "MRK-05 warning 2025:TR.SZ/UI"),
        (r#""TR.SZ/UI" = 40, "SZ.MARK/UNIQ" = 42"#, "MRK-03 warning 2025:TR.SZ/UI"),
        (r#""TR.SZ/UI" = 45, "SZ.TYPE/TOTAL" = 42"#, "MRK-05 error 2025:TR.SZ/UI"),
        (r#""SZ.MARK/UNK" = 45, "SZ.MARK/TOTAL" = 60"#, "MRK-07 note 2025:SZ.MARK/UNK"),
        (r#""SZ.MARK/UNK" = 60, "SZ.MARK/TOTAL" = 60"#, "STA-07 warning 2025:SZ.MARK/UNK"),
        (r#""FD.MARK/UNK" = 45, "FD.MARK/TOTAL" = 60"#, "STA-06 note 2025:FD.MARK/UNK"),
    ] {
        let text = format!("cells = {{ {text} }}\n[declarations]\n\"TR.SZ\" = {{ scope = \"ALL\" }}");
        assert_eq!(said(&text), [expected], "{text}");
    }
}

#[test]
fn a_zero_that_nobody_confirmed_beside_breakdowns_is_a_warning_and_a_stated_one_an_error() {
    let (edition, mut submission, known) =
        support::read("[cells]\n\"SZ.TYPE/TOTAL\" = 0\n\"SZ.MARK/UNIQ\" = 7");
    for (availability, expected) in
        [(Availability::Zero, Severity::Error), (Availability::ZeroUnconfirmed, Severity::Warning)]
    {
        let zero = Observation { availability, ..Observation::of(Value::Count(0)) };
        submission.response.cells.insert(CellKey::count("SZ.TYPE", "TOTAL"), zero);
        let findings = check(&edition, &submission, &known).list;
        let found = findings.iter().find(|finding| finding.code == "SEI-04");
        let found = found.unwrap_or_else(|| panic!("{availability}: nothing is said"));
        assert_eq!(found.severity, expected, "{availability}");
    }
}

#[test]
fn a_table_that_does_not_apply_as_a_whole_says_nothing_of_the_coast() {
    let (edition, mut submission, known) =
        support::read("[cells]\n\"SZ.PLACE/SEA\" = 4\n\"FL.TRANSPORT/SEA/COUNT\" = \"NAP\"");
    let raised = |submission: &schema::Submission| {
        check(&edition, submission, &known).list.iter().filter(|finding| finding.code == "SEI-16").count()
    };
    assert_eq!(raised(&submission), 1);
    let cell = submission.response.cells.get_mut(&CellKey::new("FL.TRANSPORT", "SEA", "COUNT")).unwrap();
    cell.inherited = true;
    assert_eq!(raised(&submission), 0);
}

#[test]
fn a_required_answer_that_could_not_be_read_is_not_blank_as_well() {
    let (edition, mut submission, known) = support::read("core = [\"M0.COVER\"]");
    let mut raised = |typed: &str| {
        let unread = Observation { unread: Some(typed.into()), ..Observation::absent(Availability::Blank) };
        submission.response.cells.insert(CellKey::field("M0.COVER", "COVERAGE"), unread);
        let findings = check(&edition, &submission, &known).list;
        findings.iter().any(|finding| finding.code == "STR-06")
    };
    assert!(!raised("mostly"));
    assert!(raised("=A1"), "a formula is only a warning of its own");
}
