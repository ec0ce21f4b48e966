//! The sentence in the pages of rules that says how often they fire, and so how often they may alarm falsely.

use std::path::PathBuf;

use super::measured::per_cent;
use super::rates::Rates;
use super::{VINTAGE, unjudged};
use crate::run::{Failure, root};

/// The rules whose pages say it: those over earlier years, and some that nothing else was measured of.
const SAID: &[&str] = &[
    "ARI-14", "ARI-15", "ARI-16", "CJS-06", "CJS-09", "CTX-08", "CTX-11", "CTX-13", "CTX-14", "HIS-01",
    "HIS-02", "HIS-03", "HIS-04", "HIS-05", "HIS-06", "HIS-07", "HIS-08", "HIS-09", "HIS-10", "HIS-11",
    "HIS-12", "HIS-13", "HIS-14", "HIS-15", "HIS-16", "HIS-17", "SEI-11", "STA-02", "STA-03", "STA-05",
    "STA-10", "TRC-06", "TRC-14",
];
/// How the sentence begins.
const BEGINNINGS: [&str; 2] = ["\nFires in ", "\nCannot be judged on the published file"];

/// Writes the sentences into the pages.
pub(super) fn write(rates: &Rates) -> Result<(), Failure> {
    for code in SAID {
        let page = std::fs::read_to_string(path(code))?;
        std::fs::write(path(code), with(&page, &sentence(rates, code)?))?;
    }
    Ok(())
}

/// Fails where a page says something else.
pub(super) fn compare(rates: &Rates, faults: &mut Vec<String>) -> Result<(), Failure> {
    for code in SAID {
        let page = std::fs::read_to_string(path(code))?;
        if with(&page, &sentence(rates, code)?) != page {
            faults.push(format!("the page of {code} says another rate"));
        }
    }
    Ok(())
}

fn path(code: &str) -> PathBuf {
    root().join("crates/validation/docs").join(format!("{code}.md"))
}

fn sentence(rates: &Rates, code: &str) -> Result<String, Failure> {
    let (code, rate) = rates.rules.get_key_value(code).ok_or_else(|| format!("there is no rule {code}"))?;
    Ok(match unjudged::reason(code) {
        Some(reason) => format!("Cannot be judged on the published file of {VINTAGE}: it {reason}."),
        None => format!(
            "Fires in {} of {} country-years of the published file of {VINTAGE} ({}).",
            rate.fires,
            rate.judged,
            per_cent(rate.fires, rate.judged)
        ),
    })
}

/// The page with the sentence as its last paragraph.
fn with(page: &str, sentence: &str) -> String {
    let begins = BEGINNINGS.iter().filter_map(|beginning| page.rfind(beginning)).max();
    let kept = begins.and_then(|at| page.get(..at)).unwrap_or(page);
    format!("{}\n\n{sentence}\n", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::with;

    #[test]
    fn the_sentence_is_the_last_paragraph_and_stands_once() {
        let page = "# HIS-01 x\n\n## Source\n\nChoice of the project.\n";
        let once = with(page, "Fires in 1 of 2 country-years.");
        assert_eq!(once, format!("{page}\nFires in 1 of 2 country-years.\n"));
        let again = with(&once, "Cannot be judged on the published file: it asks for a note.");
        assert_eq!(again, format!("{page}\nCannot be judged on the published file: it asks for a note.\n"));
    }
}
