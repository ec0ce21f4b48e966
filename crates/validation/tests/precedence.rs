//! One slip gives one finding, and what cannot be judged is reported.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on must fail where it stands")]

mod support;

use schema::Findings;
use validation::check;

fn checked(cells: &str) -> Findings {
    let (edition, submission, known) = support::read(&format!("year = 2025\n[cells]\n{cells}"));
    check(&edition, &submission, &known)
}

/// The findings of a family among these cells: code and first place.
fn found(family: &str, cells: &str) -> Vec<String> {
    let findings = checked(cells).list.into_iter().filter(|finding| finding.code.family() == family);
    findings.map(|finding| format!("{} {}", finding.code, finding.place().unwrap())).collect()
}

/// The totals of the three stages.
fn persons(arrested: &str, prosecuted: &str, convicted: &str) -> String {
    format!(
        "\"CJ.ARR/TOTAL\" = {arrested}\n\"CJ.PRO/TOTAL\" = {prosecuted}\n\"CJ.CON/TOTAL\" = {convicted}\n\
         \"CJ.ARR/U\" = {arrested}\n\"CJ.PRO/U\" = {prosecuted}\n\"CJ.CON/U\" = {convicted}\n"
    )
}

fn about_totals(cells: &str) -> Vec<String> {
    found("CJS", cells)
}

#[test]
fn a_stage_that_is_far_too_large_is_said_once() {
    assert_eq!(about_totals(&persons("12", "11", "10")), Vec::<String>::new());
    assert_eq!(about_totals(&persons("12", "13", "10")), ["CJS-01 2025:CJ.PRO/TOTAL"]);
    assert_eq!(about_totals(&persons("12", "10", "13")), ["CJS-02 2025:CJ.CON/TOTAL"]);
    assert_eq!(about_totals(&persons("12", "10", "40")), ["CJS-03 2025:CJ.CON/TOTAL"]);
    assert_eq!(about_totals(&persons("12", "10", "400")), ["CJS-05 2025:CJ.CON/TOTAL"]);
    assert_eq!(about_totals(&persons("12", "400", "300")), ["CJS-05 2025:CJ.PRO/TOTAL"]);
    assert_eq!(about_totals(&persons("12", "300", "400")), ["CJS-05 2025:CJ.PRO/TOTAL"]);
    assert_eq!(about_totals(&persons("12", "10", "40000")), ["CJS-04 2025:CJ.CON/TOTAL"]);
    let both = ["CJS-04 2025:CJ.PRO/TOTAL", "CJS-05 2025:CJ.CON/TOTAL"];
    assert_eq!(about_totals(&persons("12", "40000", "400")), both);
}

#[test]
fn a_rule_that_is_spoken_for_silences_no_other() {
    let both = ["CJS-01 2025:CJ.PRO/TOTAL", "CJS-04 2025:CJ.CON/TOTAL"];
    assert_eq!(about_totals(&persons("12", "13", "40000")), both);
}

#[test]
fn too_many_arrested_for_the_population_are_not_compared_with_the_arms_as_well() {
    let cells = "\"CJ.ARR/TOTAL\" = 40000\n\"CJ.ARR/U\" = 40000\n\"SZ.TYPE/TOTAL\" = 9\n";
    assert_eq!(about_totals(cells), ["CJS-04 2025:CJ.ARR/TOTAL"]);
}

#[test]
fn a_combination_above_the_arrested_is_not_found_again_in_the_sum() {
    let cells = "\"CJ.ARR/TOTAL\" = 10\n\"CJ.OFF/DRUG\" = 11\n\"CJ.OFF/TERR\" = 4\n";
    assert_eq!(found("CJS", cells), ["CJS-07 2025:CJ.OFF/DRUG"]);
    assert_eq!(found("ARI", cells), Vec::<String>::new());
}

#[test]
fn unmarked_arms_without_any_condition_are_said_once() {
    let conditions = |count: u64| {
        ["CONV", "REACT", "ASSEM", "MODIF", "OTHERILL"]
            .map(|row| format!("\"SZ.COND/{row}\" = {count}\n"))
            .concat()
    };
    let cells = |count: u64| format!("\"TR.SZ/NU.IM\" = 9\n{}", conditions(count));
    assert_eq!(found("TRC", &cells(1)), ["TRC-11 2025:TR.SZ/NU.IM"]);
    assert_eq!(found("TRC", &cells(0)), ["TRC-12 2025:SZ.COND/OTHERILL"]);
}

#[test]
fn a_rate_of_zero_that_another_rule_explains_is_not_said_again() {
    let block = |row: &str, count: u64, unknown: u64| {
        let others = ["UI.LN", "UI.IN", "UI.IF", "UI.PO", "UI.TA", "UI.PE", "UI.NI"];
        let others = others.iter().filter(|other| **other != row).zip([60 - count].into_iter().chain([0; 5]));
        let others: Vec<_> = others.map(|(other, count)| format!("\"TR.SZ/{other}\" = {count}\n")).collect();
        let own = format!("\"TR.SZ/{row}\" = {count}\n\"TR.SZ/UI\" = 60\n\"TR.SZ/UK\" = {unknown}\n");
        own + &others.concat()
    };
    assert_eq!(found("TRC", &block("UI.NI", 60, 0)), ["TRC-05 2025:TR.SZ/UI.NI"]);
    assert_eq!(found("TRC", &block("UI.NI", 59, 0)), ["TRC-15 2025:TR.SZ/UI.IN"]);
    let owned = ["TRC-04 2025:TR.SZ/UI.LN", "TRC-16 2025:TR.SZ/UK"];
    assert_eq!(found("TRC", &block("UI.LN", 60, 60)), owned);
}

#[test]
fn a_rate_of_unknown_marks_is_not_said_again_of_the_table() {
    let cells = "\"TR.SZ/UI.IN\" = 10\n\"TR.SZ/UI.IF\" = 0\n\"TR.SZ/UI.PO\" = 0\n\"TR.SZ/UI.TA\" = 5\n\
                 \"TR.SZ/UI.PE\" = 0\n\"TR.SZ/UI.NI\" = 0\n\"TR.SZ/UK\" = 30\n\"TR.SZ/TOTAL\" = 45\n";
    assert_eq!(found("TRC", cells), ["TRC-16 2025:TR.SZ/UK"]);
    assert_eq!(found("STA", cells), Vec::<String>::new());
}

#[test]
fn rules_of_persons_contexts_and_tracing_report_what_they_cannot_judge() {
    let codes = |findings: Findings| -> Vec<String> {
        findings.not_evaluable.iter().map(|rule| rule.code.to_string()).collect()
    };
    let cells = "\"CJ.ARR/TOTAL\" = 12\n\"CJ.PRO/TOTAL\" = 11\n\"CJ.CON/TOTAL\" = \"NAV\"\n";
    assert!(codes(checked(cells)).contains(&"CJS-03".to_owned()));
    let cells = "\"TR.SZ/UI.IN\" = 60\n\"TR.SZ/UK\" = \"NAV\"\n";
    assert!(codes(checked(cells)).contains(&"TRC-15".to_owned()));
    let cells = "\"TR.SZ/UI.IF\" = 6\n\"TR.REQSENT/SENT\" = \"NAV\"\n";
    assert!(codes(checked(cells)).contains(&"TRC-08".to_owned()));
    for (code, cells) in [
        ("CTX-02", "\"SZ.TYPE/TOTAL\" = 10\n\"SZ.CTX/DRUG\" = 9\n\"SZ.CTX/TERR\" = \"NAV\"\n"),
        ("CTX-02", "\"SZ.TYPE/TOTAL\" = \"NAV\"\n\"SZ.CTX/DRUG\" = 9\n"),
        (
            "CTX-08",
            "\"SZ.JUST/USE\" = 4\n\"SZ.CTX/VIOL\" = 0\n\"SZ.CTX/TERR\" = \"NAV\"\n\"SZ.CTX/OTHER\" = 0\n",
        ),
        (
            "CTX-11",
            "\"CJ.OFF/TERR\" = 4\n\"SZ.CTX/TERR\" = \"NAV\"\n\"CJ.OFF/DRUG\" = \"NAV\"\n\"SZ.CTX/DRUG\" = 3\n",
        ),
        (
            "CTX-12",
            "\"SZ.JUST/MANUF\" = 4\n\"SZ.COND/CONV\" = 0\n\"SZ.COND/REACT\" = 0\n\"SZ.COND/ASSEM\" = \"NAV\"\n\
             \"SZ.COND/MODIF\" = 0\n\"SZ.COND/OTHERILL\" = 0\n",
        ),
    ] {
        let findings = checked(cells);
        assert!(findings.list.iter().all(|finding| finding.code != code), "{cells}");
        let said = codes(findings).into_iter().filter(|said| said == code).count();
        assert_eq!(said, 1, "{code} is said once: {cells}");
    }
    assert!(codes(checked("")).is_empty(), "of what nobody answered nothing is reported");
    let (mut edition, submission, known) = support::read("year = 2025\n[cells]\n\"CJ.ARR/TOTAL\" = 900\n");
    let country = edition.countries.0.get_mut(&submission.response.country);
    country.unwrap_or_else(|| panic!("the State is missing")).population = None;
    let findings = check(&edition, &submission, &known);
    let missing: Vec<_> = findings.not_evaluable.iter().filter(|rule| rule.code == "CJS-04").collect();
    assert_eq!(missing[0].place.to_string(), "2025:CJ.ARR/TOTAL");
}
