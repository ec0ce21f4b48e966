//! The State's reasons for what rules found strange: each is bound to rule, place and figures, and holds as long as they
//! stay what they are.

use std::collections::BTreeMap;

use schema::explanation::{self, Lapse};
use schema::{Bond, Explanation, Finding, Findings, Questionnaire, Response, RuleCode, Standing, Year};
use storage::{Explained, NewExplanation, StoredExplanation};

/// What each finding judged, in the order of the findings.
pub(crate) fn bonds(
    questionnaire: &Questionnaire,
    findings: &Findings,
    response: &Response,
    versions: &BTreeMap<RuleCode, String>,
) -> Vec<Bond> {
    let standing = Standing::of(questionnaire, response);
    let bond = |finding: &Finding| Bond {
        code: finding.code.clone(),
        place: finding.place().map(ToString::to_string).unwrap_or_default(),
        judged: explanation::judged(finding, &standing),
        rule_version: versions.get(&finding.code).cloned().unwrap_or_default(),
    };
    findings.list.iter().map(bond).collect()
}

/// The explanations of a file that are about a year: those of the years it covers go to their year, all others to the
/// year of the return.
pub(crate) fn of_year(
    file: &[Explanation],
    year: Year,
    reference: Year,
    covered: &[Year],
) -> Vec<Explanation> {
    let own = |explanation: &&Explanation| {
        let named = explanation.place.split(':').next().and_then(|text| text.parse::<Year>().ok());
        named.filter(|year| covered.contains(year)).unwrap_or(reference) == year
    };
    file.iter().filter(own).cloned().collect()
}

/// What becomes of explanations when a revision is stored: `bonds` is what was found, `file` what the file explains,
/// `before` what stands beside the revision before.
pub(crate) fn hold(bonds: &[Bond], file: &[Explanation], before: &[StoredExplanation]) -> Explained {
    let mut given: BTreeMap<&Bond, &str> = BTreeMap::new();
    let mut explained = Explained::default();
    for explanation in file {
        let mut meant = bonds.iter().filter(|bond| is_for(explanation, bond)).peekable();
        if meant.peek().is_none() {
            explained.void.extend(void(bonds, explanation, before));
        }
        given.extend(meant.map(|bond| (bond, explanation.text.as_ref())));
    }
    for standing in before {
        match given.get(&standing.bond) {
            // What the file says again goes on, and with it what a reviewer said to it.
            Some(text) if *text == standing.text => {
                given.remove(&standing.bond);
                explained.carried.push(standing.id.clone());
            }
            Some(_) => {}
            None if bonds.contains(&standing.bond) => explained.carried.push(standing.id.clone()),
            None => {
                let why =
                    lapse(bonds, &standing.bond.code, &standing.bond.place, &standing.bond.rule_version);
                explained.lapsed.push((standing.id.clone(), why));
            }
        }
    }
    let new = given.into_iter();
    explained.given =
        new.map(|(bond, text)| NewExplanation { bond: bond.clone(), text: text.to_owned() }).collect();
    explained
}

/// Whether an explanation of a file is for what was found: where it says what was judged, that must be so still.
fn is_for(explanation: &Explanation, bond: &Bond) -> bool {
    let same = |said: &Option<String>, now: &String| said.as_ref().is_none_or(|said| said == now);
    explanation.code == bond.code
        && explanation.place == bond.place
        && same(&explanation.judged, &bond.judged)
        && same(&explanation.rule_version, &bond.rule_version)
}

/// An explanation of a file that holds for nothing that was found; `None` where it stood beside the revision before and
/// lapses there.
fn void(
    bonds: &[Bond],
    explanation: &Explanation,
    before: &[StoredExplanation],
) -> Option<(NewExplanation, Lapse)> {
    if before.iter().any(|standing| is_for(explanation, &standing.bond) && standing.text == *explanation.text)
    {
        return None;
    }
    let (judged, version) = (explanation.judged.clone(), explanation.rule_version.clone());
    let bond = Bond {
        code: explanation.code.clone(),
        place: explanation.place.clone(),
        judged: judged.unwrap_or_default(),
        rule_version: version.clone().unwrap_or_default(),
    };
    let found = bonds.iter().find(|found| found.same_question(&bond));
    let version = version.or_else(|| found.map(|found| found.rule_version.clone())).unwrap_or_default();
    let why = lapse(bonds, &bond.code, &bond.place, &version);
    Some((NewExplanation { bond, text: explanation.text.to_string() }, why))
}

/// Why an explanation under a version of its rule does not hold for what was found. Where the rule has changed, nobody
/// can say whether the figures alone would have made a difference.
fn lapse(bonds: &[Bond], code: &RuleCode, place: &str, version: &str) -> Lapse {
    let mut found = bonds.iter().filter(|bond| bond.code == *code && bond.place == place).peekable();
    if found.peek().is_none() {
        Lapse::Resolved
    } else if found.any(|bond| bond.rule_version == version) {
        Lapse::Value
    } else {
        Lapse::Rule
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn bond(place: &str, judged: &str, rule_version: &str) -> Bond {
        Bond {
            code: "CTX-05".into(),
            place: place.to_owned(),
            judged: judged.to_owned(),
            rule_version: rule_version.to_owned(),
        }
    }

    fn standing(id: &str, bond: Bond, text: &str) -> StoredExplanation {
        StoredExplanation {
            id: id.to_owned(),
            bond,
            text: text.to_owned(),
            actor: "a".to_owned(),
            by: "A".to_owned(),
            at: DateTime::UNIX_EPOCH,
            carried_from: None,
            decision: None,
        }
    }

    fn file(place: &str, judged: Option<&str>, rule_version: Option<&str>, text: &str) -> Explanation {
        Explanation {
            code: "CTX-05".into(),
            place: place.to_owned(),
            judged: judged.map(str::to_owned),
            rule_version: rule_version.map(str::to_owned),
            text: text.into(),
            origin: None,
        }
    }

    #[test]
    fn an_explanation_goes_on_while_figures_and_rule_stay_and_lapses_with_the_reason() {
        let before = [
            standing("stays", bond("2025:A", "1", "r"), "x"),
            standing("value", bond("2025:B", "1", "r"), "x"),
            standing("rule", bond("2025:C", "1", "r"), "x"),
            standing("resolved", bond("2025:D", "1", "r"), "x"),
            standing("both", bond("2025:E", "1", "r"), "x"),
        ];
        let now = [
            bond("2025:A", "1", "r"),
            bond("2025:B", "2", "r"),
            bond("2025:C", "1", "s"),
            bond("2025:E", "2", "s"),
        ];
        let explained = hold(&now, &[], &before);
        assert_eq!(explained.carried, ["stays"]);
        let lapsed: Vec<_> = explained.lapsed.iter().map(|(id, why)| (id.as_str(), *why)).collect();
        let expected = [
            ("value", Lapse::Value),
            ("rule", Lapse::Rule),
            ("resolved", Lapse::Resolved),
            ("both", Lapse::Rule),
        ];
        assert_eq!(lapsed, expected);
        assert!(explained.given.is_empty() && explained.void.is_empty());
    }

    #[test]
    fn an_explanation_of_a_file_is_for_what_it_judged_or_for_what_stands_in_the_file() {
        let now = [bond("2025:A", "1", "r"), bond("2025:B", "2", "r"), bond("2025:C", "1", "s")];
        let given = [
            file("2025:A", None, None, "no bond"),
            file("2025:B", Some("1"), Some("r"), "old figures"),
            file("2025:C", Some("1"), Some("r"), "old rule"),
            file("2025:D", None, None, "nothing there"),
        ];
        let explained = hold(&now, &given, &[]);
        assert_eq!(explained.given, [NewExplanation { bond: now[0].clone(), text: "no bond".to_owned() }]);
        let void: Vec<_> = explained.void.iter().map(|(new, why)| (new.text.as_str(), *why)).collect();
        let expected =
            [("old figures", Lapse::Value), ("old rule", Lapse::Rule), ("nothing there", Lapse::Resolved)];
        assert_eq!(void, expected);
    }

    #[test]
    fn a_file_that_repeats_a_reason_carries_it_and_another_reason_replaces_it() {
        let now = [bond("2025:A", "1", "r"), bond("2025:B", "2", "r")];
        let before = [
            standing("same", now[0].clone(), "as before"),
            standing("old", now[1].clone(), "old reason"),
            standing("gone", bond("2025:D", "1", "r"), "resolved"),
        ];
        let given = [
            file("2025:A", Some("1"), Some("r"), "as before"),
            file("2025:B", None, None, "new reason"),
            file("2025:D", Some("1"), Some("r"), "resolved"),
        ];
        let explained = hold(&now, &given, &before);
        assert_eq!(explained.carried, ["same"]);
        assert_eq!(explained.given, [NewExplanation { bond: now[1].clone(), text: "new reason".to_owned() }]);
        assert_eq!(explained.lapsed, [("gone".to_owned(), Lapse::Resolved)]);
        assert!(explained.void.is_empty(), "it is told once that it lapsed");
    }

    #[test]
    fn explanations_go_to_the_year_they_name_where_the_file_covers_it() {
        let all =
            [file("2025:A", None, None, "a"), file("2024:B", None, None, "b"), file("2019", None, None, "c")];
        let texts = |year| -> Vec<String> {
            of_year(&all, year, 2025, &[2025, 2024]).iter().map(|one| one.text.to_string()).collect()
        };
        assert_eq!((texts(2025), texts(2024)), (vec!["a".to_owned(), "c".to_owned()], vec!["b".to_owned()]));
    }
}
