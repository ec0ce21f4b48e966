//! The page with the figures: counts and shares alone.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use intake::published::Published;
use schema::{Gate, Severity};
use validation::CatalogueEntry;

use super::measured::{Measured, per_cent};
use super::rates::{Rate, Rates, YearCount, percentile};
use super::{DATE, MOST_WARNINGS, VINTAGE, unjudged};
use crate::run::{Failure, root};

/// The severities in the order of the columns.
const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

/// So many of the rules that warn most are named.
const MOST_NAMED: usize = 8;

/// The page.
pub(super) fn of(published: &Published, rates: &Rates, measured: &[Measured]) -> String {
    let mut page = introduction(published, rates);
    page.push_str(&warnings(rates));
    page.push_str(&fires(rates));
    page.push_str(&covering_all(rates));
    page.push_str(&unjudged_rules());
    page.push_str(&measured_before(measured));
    page
}

fn path() -> PathBuf {
    root().join("crates/validation/docs/figures").join(format!("{VINTAGE}.md"))
}

/// Writes it where it is committed.
pub(super) fn write(page: &str) -> Result<(), Failure> {
    let path = path();
    std::fs::create_dir_all(path.parent().ok_or("there is no folder of pages")?)?;
    Ok(std::fs::write(path, page)?)
}

/// Fails where the committed page is another.
pub(super) fn compare(page: &str, faults: &mut Vec<String>) -> Result<(), Failure> {
    let path = path();
    if std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))? != page {
        faults.push(format!("{} is stale: run `cargo xtask real-data FILE --write`", path.display()));
    }
    Ok(())
}

fn introduction(published: &Published, rates: &Rates) -> String {
    let states: BTreeSet<_> = rates.years.iter().map(|year| &year.country).collect();
    format!(
        "# How often rules fire on the published file of {VINTAGE}\n\n\
         Written by `cargo xtask real-data FILE --write`; without `--write` the command compares. The file is not part of \
         this repository, and of its rows nothing stands here but counts and shares.\n\n\
         The file of {DATE} holds {} figures, {} country-years of {} States; each is checked as a return, with all \
         earlier years of its State in the file. A row that is absent is unknown, and a 0 is one that no State is known to \
         have confirmed. Nothing is declared: where a rule rests on what a table covers, one note a table stands for it.\n\n",
        published.observations,
        rates.years.len(),
        states.len(),
    )
}

fn warnings(rates: &Rates) -> String {
    let mut text = String::from(
        "## Warnings a country-year\n\n\
         Warnings at the submit gate, each of which asks for an explanation, without the rules that cannot be judged on a \
         published file (below).",
    );
    for (share, most) in MOST_WARNINGS {
        let _ = write!(text, " The {share}th percentile may be {most} at most.");
    }
    let half = percentile(rates.years.iter().map(|year| year.figures).collect(), 50);
    let fuller = format!("with {half} figures and more, the fuller half");
    text.push_str(
        "\n\n| country-years | number | median | 90th percentile | most |\n|---|---:|---:|---:|---:|\n",
    );
    let all = |_: &&YearCount| true;
    let plain = |year: &YearCount| year.warnings;
    row(&mut text, "all", rates.years.iter().filter(all), plain);
    row(
        &mut text,
        "from 2016, when the collection began",
        rates.years.iter().filter(|y| y.year >= 2016),
        plain,
    );
    row(&mut text, &fuller, rates.years.iter().filter(|year| year.figures >= half), plain);
    row(&mut text, "all, if each table declared that it covers all arms", rates.years.iter(), |year| {
        year.warnings_covering_all
    });
    let at_submit = rates.catalogue.iter().filter(|entry| entry.gate == Gate::Submit);
    let mut most: Vec<_> =
        at_submit.map(|entry| (std::cmp::Reverse(rates.warnings(&entry.code)), &entry.code)).collect();
    most.sort();
    let most: Vec<_> =
        most.iter().take(MOST_NAMED).map(|(count, code)| format!("{code} ({})", count.0)).collect();
    let _ = write!(text, "\nThe rules that warn in most country-years: {}.\n\n", most.join(", "));
    text
}

fn row<'a>(
    text: &mut String,
    name: &str,
    years: impl Iterator<Item = &'a YearCount>,
    warnings: impl Fn(&YearCount) -> usize,
) {
    let numbers: Vec<usize> = years.map(warnings).collect();
    let [median, ninety, most] = [50, 90, 100].map(|share| percentile(numbers.clone(), share));
    let _ = writeln!(text, "| {name} | {} | {median} | {ninety} | {most} |", numbers.len());
}

fn fires(rates: &Rates) -> String {
    let mut text = String::from(
        "## Rates\n\n\
         A rule is judged in the country-years that have the figures it compares, earlier years among them; it fires where \
         it raises something. The last columns say in how many country-years it raises an error, a warning and a note.\n\n",
    );
    for (name, publish) in [("At the gates submit and accept", false), ("At the gate publish", true)] {
        let _ = write!(text, "### {name}\n\n{HEAD}");
        let entries = rates.catalogue.iter().filter(|entry| (entry.gate == Gate::Publish) == publish);
        for entry in entries.filter(|entry| unjudged::reason(&entry.code).is_none()) {
            if let Some(rate) = rates.rules.get(&entry.code) {
                line(&mut text, entry, rate);
            }
        }
        text.push('\n');
    }
    text
}

const HEAD: &str = "| code | name | severity | judged | fires | share | errors | warnings | notes |\n\
                    |---|---|---|---:|---:|---:|---:|---:|---:|\n";

fn line(text: &mut String, entry: &CatalogueEntry, rate: &Rate) {
    let severities: Vec<_> = entry.severities.iter().map(ToString::to_string).collect();
    let share = per_cent(rate.fires, rate.judged);
    let _ = write!(
        text,
        "| {} | {} | {} | {} | {} | {share} |",
        entry.code,
        entry.name,
        severities.join(", "),
        rate.judged,
        rate.fires
    );
    for severity in SEVERITIES {
        let _ = write!(text, " {} |", rate.by_severity.get(&severity).copied().unwrap_or_default());
    }
    text.push('\n');
}

fn covering_all(rates: &Rates) -> String {
    let mut text = String::from(
        "## If each table declared that it covers all arms\n\n\
         The rules that rest on what a table covers, judged as if all arms were covered.\n\n",
    );
    text.push_str(HEAD);
    for entry in &rates.catalogue {
        let rate = rates.covering_all.get(&entry.code);
        if let Some(rate) = rate.filter(|_| unjudged::reason(&entry.code).is_none()) {
            line(&mut text, entry, rate);
        }
    }
    text.push('\n');
    text
}

fn unjudged_rules() -> String {
    let mut text = String::from(
        "## Rules that cannot be judged on a published file\n\n\
         They are not counted above, whatever they say of the file.\n\n\
         | a rule that | is one of |\n|---|---|\n",
    );
    for (reason, codes) in unjudged::UNJUDGED {
        let _ = writeln!(text, "| {reason} | {} |", codes.join(", "));
    }
    text.push('\n');
    text
}

fn measured_before(measured: &[Measured]) -> String {
    let mut text = String::from(
        "## Figures measured before\n\n\
         What was counted on the same file before the rules were written, and the same count by the program.\n\n\
         | of | before | now | what the rule gives |\n|---|---|---|---|\n",
    );
    for figure in measured {
        let differs = figure.differs.as_deref().unwrap_or("the same");
        let _ = writeln!(text, "| {} | {} | {} | {differs} |", figure.of, figure.before, figure.now);
    }
    text
}
