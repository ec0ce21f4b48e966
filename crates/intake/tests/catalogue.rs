//! Intake's own codes: each has a page with all headings and words in every language.

use schema::Catalogue;
use schema::load::embedded;

#[test]
fn every_code_has_a_page_with_all_headings() {
    let headings = ["## What it checks", "## Why it matters", "## Examples", "## What to do", "## Source"];
    for rule in intake::RULES {
        assert!(rule.page.starts_with(&format!("# {} {}\n", rule.code, rule.name)), "{}", rule.code);
        for heading in headings {
            assert!(rule.page.contains(heading), "{}: {heading}", rule.code);
        }
    }
}

#[test]
fn every_code_has_words_in_every_language() {
    let catalogue = Catalogue::parse(&embedded()).unwrap();
    let edition = catalogue.get("2018").unwrap();
    for rule in intake::RULES {
        for lang in &edition.languages {
            let prefix = format!("rule.{}.", rule.code);
            let own: Vec<_> =
                edition.texts.by_lang[lang].keys().filter(|key| key.starts_with(&prefix)).collect();
            for part in ["what", "why", "todo"] {
                assert!(own.iter().any(|key| key.ends_with(part)), "{} has no {part} in {lang}", rule.code);
            }
        }
    }
}
