//! Suggested corrections: the smallest, and true.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on must fail where it stands")]

mod support;

use proptest::prelude::*;
use schema::suggestion::{Change, Ground};
use schema::{CellKey, Observation, Severity, Submission, Suggestion, Value};
use validation::{Verdict, check, suggest, verdicts};

/// Seized arms by type and justification, consistent.
const CONSISTENT: &str = r#"
year = 2025
[declarations]
"SZ.JUST" = { scope = "ALL" }
[cells]
"SZ.TYPE/PISTOL" = 52
"SZ.TYPE/REVOLV" = 41
"SZ.TYPE/RIFLE" = 33
"SZ.TYPE/SHOTG" = 27
"SZ.TYPE/SMG" = 11
"SZ.TYPE/MG" = 9
"SZ.TYPE/OTHER" = 17
"SZ.TYPE/UNK" = 13
"SZ.TYPE/TOTAL" = 203
"SZ.JUST/MANUF" = 23
"SZ.JUST/TRAFF" = 45
"SZ.JUST/POSS" = 67
"SZ.JUST/USE" = 31
"SZ.JUST/MARK" = 14
"SZ.JUST/OTHER" = 12
"SZ.JUST/UNK" = 11
"SZ.JUST/TOTAL" = 203
"#;

fn consistent() -> Submission {
    support::read(CONSISTENT).1
}

fn set(submission: &mut Submission, cell: &str, count: u64) {
    let key = CellKey::parse(cell).unwrap();
    submission.response.cells.insert(key, Observation::of(Value::Count(count)));
}

fn suggestions(submission: &Submission) -> Vec<Suggestion> {
    suggest(&support::edition(None), submission)
}

fn change(cell: &str, from: u64, to: u64) -> Change {
    Change { cell: CellKey::parse(cell).unwrap(), from, to }
}

/// How many sums and bounds are violated.
fn violated(submission: &Submission) -> usize {
    verdicts(&support::edition(None), submission)
        .iter()
        .filter(|(_, verdict)| *verdict == Verdict::Violated)
        .count()
}

fn apply(submission: &Submission, suggestion: &Suggestion) -> Submission {
    let mut changed = submission.clone();
    for change in &suggestion.changes {
        changed.response.cells.insert(change.cell.clone(), Observation::of(Value::Count(change.to)));
    }
    changed
}

#[test]
fn a_return_whose_sums_agree_gets_no_suggestion() {
    assert_eq!(suggestions(&consistent()), []);
}

#[test]
fn two_exchanged_digits_come_before_every_other_explanation() {
    let mut submission = consistent();
    set(&mut submission, "SZ.TYPE/PISTOL", 25);
    let found = suggestions(&submission);
    assert_eq!(found[0].ground, Ground::Slip);
    assert_eq!(found[0].changes, [change("SZ.TYPE/PISTOL", 25, 52)]);
    assert!(
        found.iter().any(
            |other| other.ground == Ground::Remainder && other.changes == [change("SZ.TYPE/UNK", 13, 40)]
        ),
        "the remainder may go to unknown: {found:#?}"
    );
}

#[test]
fn a_total_that_two_tables_contradict_is_the_one_cell_to_change() {
    let mut submission = consistent();
    set(&mut submission, "SZ.JUST/TOTAL", 230);
    let found = suggestions(&submission);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].changes, [change("SZ.JUST/TOTAL", 230, 203)]);
    assert!(found[0].resolves.len() >= 2, "the sum and the comparison with the arms seized: {found:#?}");
}

#[test]
fn two_independent_faults_are_two_suggestions_of_one_cell() {
    let mut submission = consistent();
    set(&mut submission, "SZ.TYPE/MG", 90);
    set(&mut submission, "SZ.JUST/USE", 13);
    let found = suggestions(&submission);
    for expected in [change("SZ.TYPE/MG", 90, 9), change("SZ.JUST/USE", 13, 31)] {
        let own = found.iter().find(|suggestion| suggestion.changes == [expected.clone()]);
        assert_eq!(own.unwrap().ground, Ground::Slip, "{expected:?}");
    }
    assert!(found.iter().all(|suggestion| suggestion.changes.len() == 1));
}

#[test]
fn what_is_not_evaluable_is_not_guessed() {
    let mut submission = consistent();
    set(&mut submission, "SZ.TYPE/PISTOL", 12);
    submission.response.cells.remove(&CellKey::parse("SZ.TYPE/UNK").unwrap());
    assert_eq!(suggestions(&submission), [], "the missing number may be the difference");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]
    #[test]
    fn a_suggestion_satisfies_what_is_violated_and_breaks_nothing(
        faults in proptest::collection::vec((0_usize..18, 0_u64..400), 1..4),
    ) {
        let mut submission = consistent();
        let keys: Vec<CellKey> = submission.response.cells.keys().cloned().collect();
        for (index, count) in faults {
            submission.response.cells.insert(keys[index % keys.len()].clone(), Observation::of(Value::Count(count)));
        }
        let before = violated(&submission);
        let found = suggestions(&submission);
        if before == 0 {
            prop_assert!(found.is_empty());
        }
        for suggestion in &found {
            let changed = apply(&submission, suggestion);
            prop_assert!(violated(&changed) < before, "{:?}", suggestion);
            for change in &suggestion.changes {
                prop_assert_eq!(submission.response.count(&change.cell), Some(change.from));
                prop_assert_ne!(change.from, change.to);
            }
            // No smaller set of cells does: each change alone leaves something violated that the whole does not.
            if suggestion.changes.len() > 1 {
                for one in &suggestion.changes {
                    let alone = Suggestion { changes: vec![one.clone()], ..suggestion.clone() };
                    prop_assert!(violated(&apply(&submission, &alone)) > violated(&changed));
                }
            }
        }
    }
}

#[test]
fn following_the_first_suggestion_leaves_no_error() {
    let mut submission = consistent();
    set(&mut submission, "SZ.TYPE/TOTAL", 302);
    let found = suggestions(&submission);
    let mended = apply(&submission, &found[0]);
    let (edition, _, known) = support::read(CONSISTENT);
    let findings = check(&edition, &mended, &known);
    assert!(findings.list.iter().all(|finding| finding.severity != Severity::Error), "{:#?}", findings.list);
}
