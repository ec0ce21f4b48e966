//! The annotated workbook: a line of each finding on the sheet of findings, a link from it to the cell to mend, that cell
//! coloured and with a note.

use std::collections::BTreeMap;

use schema::layout::{FINDINGS_SHEET, FindingKey};
use schema::value::column_letters;
use schema::{At, Finding, Origin, Severity};
use support::grid::text;
use support::package::Looks;
use support::places::Spot;

use super::workbook::Book;

/// A workbook that was sent and given back.
pub(super) struct Marked<'a> {
    pub(super) wrong: &'a Book,
    pub(super) given: &'a Book,
    pub(super) looks: &'a BTreeMap<String, Looks>,
}

/// The colour of a severity.
fn colour(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "FFFFD6D6",
        Severity::Warning => "FFFFE2B8",
        Severity::Note => "FFDCEBFB",
    }
}

impl Marked<'_> {
    /// The lines of the sheet of findings: rule and place, and where the line leads.
    pub(super) fn lines(&self) -> Vec<((String, String), Option<String>)> {
        let (_, sheet) = self.given.sheets.iter().find(|(name, _)| name == FINDINGS_SHEET).unwrap();
        let mut lines = Vec::new();
        for (row, cells) in sheet {
            let key = cells.get(&0).map(text).unwrap_or_default();
            let Some(FindingKey::Finding(bond)) = FindingKey::parse(&key) else { continue };
            let link = self.looks[FINDINGS_SHEET].links.get(&format!("C{}", row + 1));
            let link = link.map(|link| link.replace('\'', ""));
            lines.push(((bond.code.to_string(), bond.place), link));
        }
        lines
    }

    /// A finding leads to its cell: the one that stands for the place in the file that was sent.
    pub(super) fn leads(&self, finding: &Finding, link: Option<&str>) {
        let place = finding.place().unwrap();
        let said = format!("{} at {place} leads to {link:?}", finding.code);
        match &place.at {
            At::Submission => assert_eq!(link, None, "{said}"),
            // What is said of a table leads to its first answer; a line without its case is not in the workbook.
            At::Table(table) => {
                let (sheet, cell) = link.unwrap_or_else(|| panic!("{said}")).split_once('!').unwrap();
                let row: u32 = cell.trim_start_matches(|c: char| c.is_ascii_uppercase()).parse().unwrap();
                assert_eq!(self.given.places.tables.get(&(sheet.to_owned(), row - 1)), Some(table), "{said}");
            }
            At::Record(_) if finding.code == "INT-07" => assert_eq!(link, None, "{said}"),
            _ => assert_eq!(link, Some(name(&self.spot(finding)).as_str()), "{said}"),
        }
    }

    /// The cell of a finding in the workbook that is given back.
    fn spot(&self, finding: &Finding) -> Spot {
        let place = finding.place().unwrap();
        let Some(Origin::Sheet { sheet, row, .. }) = &finding.locations[0].origin else {
            panic!("{} at {place} names no cell", finding.code)
        };
        let sent = &self.wrong.places.answers[place];
        let nth = sent.iter().position(|spot| spot.sheet == **sheet && spot.row == *row);
        // A row that stood twice stands there once.
        let spots = &self.given.places.answers[place];
        spots[nth.unwrap().min(spots.len() - 1)].clone()
    }

    /// The cell that a finding leads to has the colour of the heaviest finding there, and says each.
    pub(super) fn is_marked(&self, finding: &Finding, findings: &[Finding]) {
        let place = finding.place().unwrap();
        let spot = self.spot(finding);
        let said = format!("{} at {place}, {}", finding.code, name(&spot));
        let (looks, cell) = (&self.looks[&spot.sheet], letters(&spot));
        let here = findings.iter().filter(|other| other.place() == Some(place));
        let heaviest = here.map(|other| other.severity).min().unwrap();
        assert_eq!(looks.colours.get(&cell).map(String::as_str), Some(colour(heaviest)), "{said}");
        let note = looks.notes.get(&cell).unwrap_or_else(|| panic!("{said}: no note"));
        let is_full = note.lines().last().is_some_and(|line| line.contains(FINDINGS_SHEET));
        assert!(is_full || note.contains(finding.code.as_str()), "{said}: {note}");
    }
}

fn letters(spot: &Spot) -> String {
    format!("{}{}", column_letters(spot.column.into()), spot.row + 1)
}

/// `M1!C12`.
fn name(spot: &Spot) -> String {
    format!("{}!{}", spot.sheet, letters(spot))
}
