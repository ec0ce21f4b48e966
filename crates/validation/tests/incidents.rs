//! Where the findings on significant seizures stand, and what they do not say.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on must fail where it stands")]

mod support;

use std::collections::BTreeSet;

use schema::explanation::judged;
use schema::{
    Arg, Availability, Explanation, Finding, Observation, Origin, Record, Standing, Submission, Value,
};
use validation::check;

/// The findings of a rule on an example, whose answers are first given a place.
fn found(code: &str, text: &str, place: impl Fn(&mut Submission)) -> Vec<Finding> {
    let (edition, mut submission, known) = support::read(text);
    place(&mut submission);
    let findings = check(&edition, &submission, &known).list;
    findings.into_iter().filter(|finding| finding.code == code).collect()
}

fn places(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|finding| format!("{} {}", finding.place().unwrap(), finding.outcome)).collect()
}

/// The position of each case is its line in a file.
fn lines(submission: &mut Submission) {
    for (line, record) in (1..).zip(submission.response.records.get_mut("SIG").unwrap()) {
        for answer in record.answers.values_mut() {
            answer.origin = Some(Origin::Line(line));
        }
    }
}

#[test]
fn of_two_cases_under_one_reference_the_second_is_shown_and_the_first_beside_it() {
    let text = "
        [[records.SIG]]
        CASE = 'A-1'
        [[records.SIG]]
        CASE = 'A-2'
        [[records.SIG]]
        CASE = 'A-1'
        DATE = 2024-01-31";
    let twice = found("SIG-02", text, lines);
    assert_eq!(places(&twice), ["2025:SIG[A-1]/CASE "]);
    let origins: Vec<_> = twice[0].locations.iter().map(|location| location.origin.clone()).collect();
    assert_eq!(origins, [Some(Origin::Line(3)), Some(Origin::Line(1))]);
    assert_eq!(found("SIG-01", text, lines)[0].origin(), Some(&Origin::Line(3)));
}

#[test]
fn the_period_of_the_cover_replaces_the_calendar_year() {
    let text = "
        [fields]
        'M0.PERIOD/CALENDAR' = 'NO'
        'M0.PERIOD/START' = 2024-07-01
        'M0.PERIOD/END' = 2025-06-30
        [[records.SIG]]
        CASE = 'A-1'
        DATE = 2024-08-01
        [[records.SIG]]
        CASE = 'A-2'
        DATE = 2025-08-01";
    assert_eq!(places(&found("SIG-01", text, |_| ())), ["2025:SIG[A-2]/DATE "]);
}

#[test]
fn a_note_is_found_once_for_its_row_and_a_text_once_for_each_kind() {
    let text = "
        [cells]
        'FL.DEST/XDB/COUNT' = { value = 3, note = 'Ask Mr Doe, doe@example.org.' }
        'FL.DEST/XDB/SHARE' = { value = 3.5, note = 'Ask Mr Doe, doe@example.org.' }
        [fields]
        'Q.TRENDS/TRENDS' = 'Passport AB123456.'
        [corrections.2024]
        'SZ.CASES/TOTAL' = { value = 3, note = 'Tel. 555 0123' }";
    assert_eq!(
        places(&found("SIG-12", text, |_| ())),
        [
            "2025:FL.DEST/XDB email",
            "2025:FL.DEST/XDB name",
            "2025:Q.TRENDS/TRENDS/VALUE number",
            "2024:SZ.CASES/TOTAL phone"
        ]
    );
}

#[test]
fn no_finding_repeats_what_it_found_not_even_in_a_reference() {
    let text = "
        [[records.SIG]]
        CASE = 'Case of Mr Doe'
        NARRATIVE = 'Passport AB123456, doe@example.org.'
        ARMS = [{ TYPE = 'PISTOL', COUNT = 1, MODEL = 'P10, serial no. 45123' }]";
    let findings = found("SIG-12", text, |_| ());
    assert_eq!(
        places(&findings),
        [
            "2025:SIG[#1]/CASE name",
            "2025:SIG[#1]/NARRATIVE email",
            "2025:SIG[#1]/NARRATIVE number",
            "2025:SIG[#1].ARMS[1]/MODEL number"
        ]
    );
    let all = format!("{findings:?}");
    assert!(!["Doe", "AB123456", "45123", "example.org"].iter().any(|part| all.contains(part)), "{all}");
}

#[test]
fn more_than_was_seized_is_shown_at_the_largest_part_first() {
    let text = "
        [cells]
        'SZ.TYPE/PISTOL' = 9
        [[records.SIG]]
        CASE = 'A-1'
        ARMS = [{ TYPE = 'PISTOL', COUNT = 3 }, { TYPE = 'PISTOL', COUNT = 6 }]
        [[records.SIG]]
        CASE = 'A-2'
        ARMS = [{ TYPE = 'PISTOL', COUNT = 1 }]";
    let findings = found("SIG-04", text, |_| ());
    let shown: Vec<_> = findings[0].locations.iter().map(|location| location.place.to_string()).collect();
    let expected = [
        "2025:SIG[A-1].ARMS[2]/COUNT",
        "2025:SZ.TYPE/PISTOL",
        "2025:SIG[A-1].ARMS[1]/COUNT",
        "2025:SIG[A-2].ARMS[1]/COUNT",
    ];
    assert_eq!(shown, expected);
}

/// The largest count a cell may hold.
const LARGEST: u64 = (1 << 53) - 1;

/// How many lines with the largest count are more than a sum can hold.
const MANY: usize = 2_100;

/// Some answers with their counts and codes.
fn answers(counts: &[(&str, u64)], codes: &[(&str, &str)]) -> schema::response::Answers {
    let counts = counts.iter().map(|(field, count)| (*field, Observation::of(Value::Count(*count))));
    let codes = codes.iter().map(|(field, code)| (*field, Observation::of(Value::Code((*code).into()))));
    counts.chain(codes).map(|(field, answer)| (field.into(), answer)).collect()
}

#[test]
fn a_sum_larger_than_any_number_is_the_largest_number_and_no_fault_of_ours() {
    let total = "cells = { 'SZ.TYPE/TOTAL' = 9 }";
    let whole = Record { answers: answers(&[("ARMS_TOTAL", LARGEST)], &[]), ..Record::default() };
    let many = vec![whole; MANY];
    let findings = found("SIG-04", total, |submission| {
        submission.response.records.insert("SIG".into(), many.clone());
    });
    assert_eq!(findings[0].args["sum"], Arg::Count(u64::MAX));
    let lines = vec![answers(&[("COUNT", LARGEST)], &[("TYPE", "MG")]); MANY];
    let persons = vec![answers(&[("PERSONS", LARGEST)], &[]); MANY];
    let nothing = [("ARMS_TOTAL", 0), ("AMMUNITION", 0)];
    for (counts, code, figure) in [
        (&[("ARMS_TOTAL", 9)][..], "SIG-03", "sum"),
        (&[][..], "SIG-04", "sum"),
        (&[][..], "SIG-05", "arms"),
        (&nothing[..], "SIG-10", "suspects"),
    ] {
        let mut record = Record { answers: answers(counts, &[]), ..Record::default() };
        record.children.insert("ARMS".into(), lines.clone());
        record.children.insert("SUSPECTS".into(), persons.clone());
        let findings = found(code, total, |submission| {
            submission.response.records.insert("SIG".into(), vec![record.clone()]);
        });
        assert_eq!(findings[0].args[figure], Arg::Count(u64::MAX), "{code}");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "what is quadratic takes minutes, which only a clock tells")]
fn twenty_thousand_cases_with_a_finding_each_are_judged_and_bound_in_seconds() {
    let crossing = answers(&[], &[("PLACE_CLASS", "SEA"), ("TRANSPORT", "SEA")]);
    let record = |number: usize| {
        let mut answers = crossing.clone();
        answers.insert("CASE".into(), Observation::of(Value::Text(format!("A-{number}").into())));
        Record { answers, ..Record::default() }
    };
    let (edition, mut submission, known) = support::read("");
    submission.response.records.insert("SIG".into(), (0..20_000).map(record).collect());
    let begun = std::time::Instant::now();
    let findings = check(&edition, &submission, &known).list;
    let standing = Standing::of(&edition, &submission.response);
    let crossings: Vec<_> = findings.iter().filter(|finding| finding.code == "SIG-09").collect();
    assert_eq!(crossings.len(), 20_000);
    let judged: BTreeSet<String> = crossings.iter().map(|finding| judged(finding, &standing)).collect();
    assert_eq!(judged.len(), 20_000, "each is bound to its own case");
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

#[test]
fn a_case_without_its_reference_or_its_date_is_found_at_the_answer_that_is_missing() {
    let text = "
        core = ['SIG']
        [[records.SIG]]
        DATE = 2025-03-01
        ARMS_TOTAL = 12
        [[records.SIG]]
        CASE = 'A-2'
        ARMS_TOTAL = 3
        [[records.SIG]]
        CASE = 'A-3'
        DATE = 'NAV'
        ARMS = [{ TYPE = 'PISTOL', COUNT = 2 }, { COUNT = 3 }]";
    let missing = found("STR-06", text, lines);
    let of_line = "2025:SIG[A-3].ARMS[2]/TYPE case";
    assert_eq!(places(&missing), ["2025:SIG[#1]/CASE case", "2025:SIG[A-2]/DATE case", of_line]);
    assert_eq!(missing[1].origin(), Some(&Origin::Line(2)), "beside it");
    let typed = |submission: &mut Submission| {
        let records = submission.response.records.get_mut("SIG").unwrap();
        let unread =
            Observation { unread: Some("tomorrow".into()), ..Observation::absent(Availability::Blank) };
        records[1].answers.insert("DATE".into(), unread);
    };
    let others = ["2025:SIG[#1]/CASE case", of_line];
    assert_eq!(places(&found("STR-06", text, typed)), others, "the reader has said it");
}

#[test]
fn sources_explanations_and_what_could_not_be_read_are_screened_and_not_repeated() {
    let text = "
        [cells]
        'SZ.CASES/TOTAL' = { value = 12, note = 'Mr Doe', source = 'Mr Doe of the registry' }
        'FL.DEST/XDB/COUNT' = { value = 3, source = 'Mr Doe' }
        'FL.DEST/XDB/SHARE' = { value = 3.5, source = 'Mr Doe' }
        [[records.SIG]]
        CASE = 'Case of Mr Doe'
        DATE = 2025-03-01";
    let explained = |place: &str, text: &str| Explanation {
        code: "SIG-09".into(),
        place: place.into(),
        judged: None,
        rule_version: None,
        text: text.into(),
        origin: Some(Origin::Line(7)),
    };
    let findings = found("SIG-12", text, |submission| {
        let cells = &mut submission.response.cells;
        for (row, typed) in [("PISTOL", "ask Mr Doe"), ("RIFLE", "1 234 567 89"), ("SHOTG", "123456789.5")] {
            let unread =
                Observation { unread: Some(typed.into()), ..Observation::absent(Availability::Blank) };
            cells.insert(schema::CellKey::count("SZ.TYPE", row), unread);
        }
        submission.explanations = vec![
            explained("2025:SIG[A-1].ARMS[2]/COUNT", "Counted by Mr Doe."),
            explained("2025:SIG[Case of Mr Doe]/ORIGIN", "Ask doe@example.org."),
            explained("2025:SZ.TYPE/_status", "Ask doe@example.org."),
            explained("nowhere, Mr Doe", "Ask doe@example.org."),
            explained("2025:SZ.TYPE/PISTOL", "The shop of the port sold them."),
        ];
    });
    let expected = [
        "2025:FL.DEST/XDB name",
        "2025:SZ.CASES/TOTAL name",
        "2025:SZ.TYPE/PISTOL name",
        "2025:SIG[#1]/CASE name",
        "2025:SIG[A-1].ARMS[2]/COUNT name",
        "2025:SIG email",
        "2025:SZ.TYPE/_status email",
        "2025 email",
    ];
    assert_eq!(places(&findings), expected);
    let all = format!("{findings:?}");
    assert!(!["Doe", "example.org"].iter().any(|part| all.contains(part)), "{all}");
    assert_eq!(findings[4].origin(), Some(&Origin::Line(7)));
}

#[test]
fn an_answer_of_a_case_that_is_included_in_nothing_is_found_and_in_an_unknown_year_reported_once() {
    let text = |history: &str| {
        let included = "AMMUNITION = 'INC SZ.CASES/TOTAL@1999'";
        format!(
            "history = '{history}'
            [[records.SIG]]
            CASE = 'A-1'
            {included}
            ARMS = [{{ TYPE = 'PISTOL', COUNT = 'INC SZ.TYPE/PISTOL' }}]
            [[records.SIG]]
            CASE = 'A-2'
            {included}"
        )
    };
    let line = "2025:SIG[A-1].ARMS[1]/COUNT ";
    let all = ["2025:SIG[A-1]/AMMUNITION ", line, "2025:SIG[A-2]/AMMUNITION "];
    assert_eq!(places(&found("STR-13", &text("complete"), |_| ())), all);
    let alone = text("alone");
    assert_eq!(places(&found("STR-13", &alone, |_| ())), [line]);
    let (edition, submission, known) = support::read(&alone);
    let open = check(&edition, &submission, &known).not_evaluable;
    let open: Vec<_> = open.iter().filter(|rule| rule.code == "STR-13").collect();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].place.to_string(), "2025:SIG[A-1]/AMMUNITION");
}
