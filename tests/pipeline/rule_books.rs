//! A workbook for every rule that a State or its reviewer meets: the invalid examples of the rule's page, typed into the
//! form, fire it at the same places. What reading itself finds stands in `intake_books.rs`.

#[path = "../../crates/validation/tests/support/mod.rs"]
mod example;
#[path = "../../crates/validation/tests/support/fences.rs"]
mod fences;

use std::collections::BTreeSet;

use schema::{Gate, Lang, Profile, Submission};
use support::reading::{read, workbook};
use support::samples::edition;
use validation::{CatalogueEntry, catalogue, check};

/// The rules of these gates.
fn rules() -> Vec<CatalogueEntry> {
    let mut rules = catalogue(edition());
    rules.retain(|rule| matches!(rule.gate, Gate::Submit | Gate::Accept));
    rules
}

/// A return as it is read again after somebody typed it into the form.
fn typed(submission: &Submission) -> Submission {
    let mut filled = submission.clone();
    filled.header.profile = profile(submission);
    let (mut again, _) = read(&workbook(&filled, Lang::En));
    again.header.profile = submission.header.profile;
    again
}

/// The short form, where it asks for everything that is answered.
fn profile(submission: &Submission) -> Profile {
    let response = &submission.response;
    let cells = response.cells.keys().chain(submission.corrections.values().flat_map(|cells| cells.keys()));
    let mut tables =
        cells.map(|key| &key.table).chain(response.declarations.keys()).chain(response.records.keys());
    let in_core = |table: &schema::TableId| {
        edition().table(table.as_str()).is_some_and(|table| table.asked_in(Profile::Core))
    };
    if submission.header.profile == Profile::Core && tables.all(in_core) {
        Profile::Core
    } else {
        Profile::Full
    }
}

/// Every invalid example of the rules of a family fires its rule at the same places when it comes as a workbook.
fn as_workbooks(family: &str) {
    let mut fired = 0;
    for rule in rules().iter().filter(|rule| rule.code.as_str().starts_with(family)) {
        let examples = fences::examples(&rule.page, "invalid");
        assert!(!examples.is_empty(), "{} has no example", rule.code);
        for text in examples {
            let (edition, submission, known) = example::read(text);
            let places = |submission: &Submission| -> BTreeSet<String> {
                let findings = check(&edition, submission, &known).list;
                let own = findings.into_iter().filter(|finding| finding.code == rule.code);
                own.map(|finding| format!("{} {}", finding.place().unwrap(), finding.outcome)).collect()
            };
            let expected = places(&submission);
            assert!(!expected.is_empty(), "{}: the example does not fire it:\n{text}", rule.code);
            assert_eq!(places(&typed(&submission)), expected, "{}:\n{text}", rule.code);
        }
        fired += 1;
    }
    assert!(fired > 0, "there is no rule {family}");
}

/// A test for each family, and one that none is forgotten.
macro_rules! families {
    ($($test:ident: $family:literal),+ $(,)?) => {
        $(
            #[test]
            fn $test() {
                as_workbooks(concat!($family, "-"));
            }
        )+

        #[test]
        fn every_family_of_rules_has_its_workbooks() {
            let families: BTreeSet<&str> = [$($family),+].into();
            for rule in rules() {
                let family = rule.code.as_str().split('-').next().unwrap();
                assert!(families.contains(family), "{} has no workbook", rule.code);
            }
        }
    };
}

families!(
    rules_of_structure_fire_in_a_workbook: "STR",
    rules_of_status_fire_in_a_workbook: "STA",
    sums_fire_in_a_workbook: "ARI",
    rules_of_seizures_fire_in_a_workbook: "SEI",
    rules_of_contexts_fire_in_a_workbook: "CTX",
    rules_of_marking_fire_in_a_workbook: "MRK",
    rules_of_tracing_fire_in_a_workbook: "TRC",
    rules_of_justice_fire_in_a_workbook: "CJS",
    rules_of_incidents_fire_in_a_workbook: "SIG",
    rules_of_flows_fire_in_a_workbook: "FLO",
    rules_of_prices_fire_in_a_workbook: "PRI",
    rules_over_earlier_years_fire_in_a_workbook: "HIS",
);
