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

#[test]
fn a_slip_that_two_rules_see_is_said_by_the_one_that_says_more() {
    let rows = |table: &str, rows: &[(&str, u32)]| -> String {
        let lines = rows.iter().map(|(row, count)| format!("\"{table}/{row}\" = {count}\n"));
        lines.collect::<Vec<_>>().concat()
    };
    let zeros =
        ["PISTOL", "REVOLV", "RIFLE", "SHOTG", "SMG", "MG", "OTHER", "UNK", "TOTAL"].map(|row| (row, 0));
    let types = rows("FD.TYPE", &zeros);
    let tracing = rows("TR.SZ", &[("UI.IN", 90), ("UI.IF", 0), ("UI.PO", 0), ("UI.TA", 0), ("UI.PE", 0)]);
    for (family, cells, expected) in [
        (
            "CTX",
            rows("SZ.CTX", &[("DRUG", 9), ("VIOL", 9)]) + "\"SZ.TYPE/TOTAL\" = 10\n",
            "CTX-04 2025:SZ.CTX/FATRAFF",
        ),
        ("CTX", "\"SZ.CTX/FATRAFF\" = 9\n\"SZ.JUST/TRAFF\" = 5\n".into(), "CTX-06 2025:SZ.CTX/FATRAFF"),
        (
            "ARI",
            "\"SZ.COND/INDUST\" = 7\n\"SZ.COND/CONV\" = 6\n\"SZ.COND/TOTAL\" = 12\n\"SZ.TYPE/TOTAL\" = 10\n"
                .into(),
            "ARI-07 2025:SZ.COND/TOTAL",
        ),
        (
            "ARI",
            "\"SZ.MARK/UNIQ\" = 7\n\"SZ.MARK/ALTER\" = 6\n\"SZ.MARK/TOTAL\" = 12\n\"SZ.TYPE/TOTAL\" = 10\n"
                .into(),
            "ARI-09 2025:SZ.MARK/TOTAL",
        ),
        ("SDG", tracing, "SDG-01 2025:TR.SZ/UI.NI"),
        (
            "STA",
            types.clone()
                + "[earlier.2024.cells]\n\"FD.TYPE/TOTAL\" = 90\n[earlier.2023.cells]\n\"FD.TYPE/TOTAL\" = 90\n\
                     [earlier.2022.cells]\n\"FD.TYPE/TOTAL\" = 90\n",
            "STA-05 2025:FD.TYPE/TOTAL",
        ),
        (
            "STA",
            types
                .replace("TYPE/TOTAL\" = 0", "TYPE/TOTAL\" = \"NAV\"")
                .replace("PISTOL\" = 0", "PISTOL\" = 3")
                + "[earlier.2024.cells]\n\"FD.TYPE/TOTAL\" = 90\n",
            "STA-09 2025:FD.TYPE/TOTAL",
        ),
    ] {
        let text = format!(
            "year = 2025\n[fields]\n\"SZ.CTXMODE/MODE\" = \"EXCLUSIVE\"\n\"SZ.CTXMODE/SUBSET\" = \"YES\"\n[cells]\n{cells}"
        );
        let (edition, submission, known) = support::read(&text);
        let known = validation::Known { clearance: Some(validation::Clearance::default()), ..known };
        let found = check(&edition, &submission, &known).list;
        let own = found.iter().filter(|finding| finding.code.family() == family);
        let own: Vec<_> =
            own.map(|finding| format!("{} {}", finding.code, finding.place().unwrap())).collect();
        assert_eq!(own, [expected], "{text}");
    }
}
