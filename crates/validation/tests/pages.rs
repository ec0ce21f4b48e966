//! A rule's page is its test: every code has a page, every page its headings, every example holds.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that cannot go on must fail where it stands; it reads the folder of pages"
)]

#[path = "support/fences.rs"]
mod fences;
mod support;

use std::collections::BTreeSet;

use fences::examples;
use schema::Lang;
use schema::text::placeholders;
use validation::{catalogue, check, missing_thresholds, thresholds};

const HEADINGS: [&str; 5] =
    ["## What it checks", "## Why it matters", "## Examples", "## What to do", "## Source"];

#[test]
fn every_rule_has_a_page_with_all_headings_and_a_name() {
    for rule in catalogue(&support::edition(None)) {
        assert!(
            rule.page.starts_with(&format!("# {} {}\n", rule.code, rule.name)),
            "{}: the title",
            rule.code
        );
        for heading in HEADINGS {
            assert!(rule.page.contains(heading), "{}: {heading} is missing", rule.code);
        }
    }
}

#[test]
fn every_page_belongs_to_a_rule() {
    let codes: BTreeSet<String> =
        catalogue(&support::edition(None)).iter().map(|rule| rule.code.to_string()).collect();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    // The folder of figures holds no pages of rules.
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    for entry in entries.filter(|entry| entry.path().is_file()) {
        let name = entry.file_name().into_string().unwrap();
        let code = name.strip_suffix(".md").unwrap();
        assert!(codes.contains(code), "{name} belongs to no rule");
    }
}

#[test]
fn every_invalid_example_gives_its_rule_and_every_valid_one_does_not() {
    for rule in catalogue(&support::edition(None)) {
        let (invalid, valid) = (examples(&rule.page, "invalid"), examples(&rule.page, "valid"));
        assert!(!invalid.is_empty() && !valid.is_empty(), "{} has no examples", rule.code);
        let raised = |text: &str| {
            let (edition, submission, known) = support::read(text);
            check(&edition, &submission, &known)
                .list
                .iter()
                .filter(|finding| finding.code == rule.code)
                .count()
        };
        for text in invalid {
            assert!(raised(text) >= 1, "{}: the invalid example raises nothing:\n{text}", rule.code);
        }
        for text in valid {
            assert_eq!(raised(text), 0, "{}: the valid example raises it:\n{text}", rule.code);
        }
    }
}

#[test]
fn every_finding_of_the_examples_has_words_in_every_language_and_all_its_figures() {
    let edition = support::edition(None);
    for rule in catalogue(&edition) {
        for text in examples(&rule.page, "invalid") {
            let (edition, submission, known) = support::read(text);
            for finding in check(&edition, &submission, &known).list {
                for lang in &edition.languages {
                    let message = edition.message(&finding, *lang);
                    for part in [&message.what, &message.why, &message.todo] {
                        assert!(!part.starts_with("rule."), "{}: {lang} has no words: {part}", finding.code);
                        assert!(!part.contains('{'), "{}: {lang} lacks a figure: {part}", finding.code);
                    }
                }
            }
        }
    }
}

#[test]
fn every_message_names_the_same_figures_in_every_language() {
    let edition = support::edition(None);
    for (key, english) in edition.texts.by_lang[&Lang::En].iter().filter(|(key, _)| key.starts_with("rule."))
    {
        for lang in &edition.languages {
            let own: BTreeSet<_> = placeholders(edition.texts.get(*lang, key)).into_iter().collect();
            let expected: BTreeSet<_> = placeholders(english).into_iter().collect();
            assert_eq!(own, expected, "{key} in {lang}");
        }
    }
}

/// The text below a heading of a page.
fn section<'a>(page: &'a str, heading: &str) -> &'a str {
    page.split(heading).nth(1).unwrap_or_default().split("\n## ").next().unwrap_or_default().trim()
}

#[test]
fn a_page_and_its_messages_say_the_same() {
    let edition = support::edition(None);
    for rule in catalogue(&edition) {
        for (heading, part) in [("## Why it matters", "why"), ("## What to do", "todo")] {
            let key = format!("rule.{}.{part}", rule.code);
            let said = edition.texts.find(Lang::En, &key).unwrap_or_else(|| panic!("{key} is missing"));
            assert_eq!(section(&rule.page, heading), said, "{}: {heading}", rule.code);
        }
    }
}

#[test]
fn a_page_names_the_source_of_every_relation_of_its_code() {
    let edition = support::edition(None);
    for rule in catalogue(&edition) {
        let source = section(&rule.page, "## Source");
        assert!(!source.is_empty(), "{}: no source", rule.code);
        for relation in edition.relations.iter().filter(|relation| relation.code == rule.code) {
            assert!(source.contains(&relation.source), "{}: {}", rule.code, relation.source);
        }
    }
}

/// How often a rule fires on the published file of 2022, as its page says it.
const RATE: &str = "Fires in ";

#[test]
fn a_page_says_the_rate_that_stands_among_the_figures() {
    let figures = include_str!("../docs/figures/2022.md");
    let mut said = 0;
    for rule in catalogue(&support::edition(None)) {
        let Some(rate) = rule.page.lines().find_map(|line| line.strip_prefix(RATE)) else { continue };
        let line = figures.lines().find(|line| line.starts_with(&format!("| {} |", rule.code)));
        let cells: Vec<&str> = line.unwrap_or_else(|| panic!("{}", rule.code)).split(" | ").collect();
        let [_, _, _, judged, fires, share, ..] = cells[..] else { panic!("{}", rule.code) };
        let expected = format!("{fires} of {judged} country-years of the published file of 2022 ({share}).");
        assert_eq!(rate, expected, "{}", rule.code);
        said += 1;
    }
    assert!(said >= 17, "{said} pages say a rate");
}

#[test]
fn every_figure_that_rules_compare_with_stands_in_the_definitions_with_its_source_and_none_is_idle() {
    let edition = support::edition(None);
    assert_eq!(missing_thresholds(&edition), Vec::<String>::new());
    let used = thresholds();
    for threshold in &edition.thresholds {
        let key = (threshold.rule.as_str(), threshold.name.as_str());
        assert!(used.contains(&key), "no rule compares with {} {}", threshold.rule, threshold.name);
        assert!(threshold.source.len() > 20, "{} {}: the source", threshold.rule, threshold.name);
    }
}

#[test]
fn every_rule_says_what_it_looks_at() {
    for rule in catalogue(&support::edition(None)) {
        assert!(!rule.inputs.is_empty(), "{} names no input", rule.code);
    }
}

#[test]
fn the_list_of_rules_is_the_folder_of_rules() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let mut files = 0;
    for family in
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
    {
        files += std::fs::read_dir(family).unwrap().count();
    }
    let relations: BTreeSet<_> =
        support::edition(None).relations.iter().map(|relation| relation.code.clone()).collect();
    let rules =
        catalogue(&support::edition(None)).iter().filter(|rule| !relations.contains(&rule.code)).count();
    assert_eq!(files, rules);
}
