//! The annotated workbook, mended as its notes say: the right values at the places of the errors, and nowhere else.

use std::collections::BTreeSet;

use calamine::Data;
use schema::layout::{ColumnAnchor, RowAnchor};
use schema::{
    At, CellKey, DeclarationItem, Finding, Location, Origin, Place, RecordKey, Severity, Suggestion, TableId,
    Year,
};
use support::places::Spot;

use super::fixture::Fixture;
use super::workbook::{Book, Work};

/// Three states of one workbook.
pub(super) struct Mending<'a> {
    pub(super) year: Year,
    /// As it was sent.
    pub(super) wrong: &'a Book,
    /// As it should have been.
    pub(super) right: &'a Book,
    /// As it was given back; what is mended here is sent again.
    pub(super) marked: &'a mut Book,
}

impl Mending<'_> {
    /// Mends every error: as the fault says, where it stands in no cell; else as the first suggestion says; else by the
    /// right answer at each place that the finding names.
    pub(super) fn mend(&mut self, fixture: &Fixture, findings: &[Finding], suggestions: &[Suggestion]) {
        let mut mended = BTreeSet::new();
        for finding in findings.iter().filter(|finding| finding.severity == Severity::Error) {
            let found = format!("{} {}", finding.code, finding.place().unwrap());
            // What follows from all the others goes with them.
            if fixture.found.contains(&found) {
                continue;
            }
            let fault = fixture.faults.iter().find(|fault| fault.gives(&found) && !fault.mend.is_empty());
            let suggestion = suggestions.iter().find(|suggestion| suggestion.satisfies(finding));
            match (fault, suggestion) {
                (Some(fault), _) if mended.insert(&fault.said) => {
                    fault.mend.iter().for_each(|work| self.apply(work));
                }
                (Some(_), _) => {}
                (None, Some(suggestion)) => self.follow(suggestion),
                (None, None) => finding.locations.iter().for_each(|location| self.restore(location)),
            }
        }
    }

    fn apply(&mut self, work: &Work) {
        let Work::Right { at } = work else { return self.marked.apply(work) };
        let found = self.right.places.answers.iter().find(|(place, _)| place.to_string() == *at);
        let (place, spots) = found.unwrap_or_else(|| panic!("no answer {at}"));
        match &place.at {
            At::Cell(key) => self.row(key),
            At::Declaration(table, item) => self.declaration(table, *item),
            At::Record(key) => self.record(key, spots[0].row - self.right.block(key).row),
            other => panic!("{other:?} is no answer"),
        }
    }

    fn follow(&mut self, suggestion: &Suggestion) {
        for change in &suggestion.changes {
            let place = Place::new(self.year, At::Cell(change.cell.clone()));
            let spot = self.marked.places.answers[&place][0].clone();
            self.marked.set(&spot, Data::Float(u32::try_from(change.to).unwrap().into()));
        }
    }

    /// The right answer at a place, with what stands beside it.
    fn restore(&mut self, location: &Location) {
        match &location.place.at {
            At::Cell(key) => self.row(key),
            At::Declaration(table, item) => self.declaration(table, *item),
            At::Record(key) => {
                let Some(Origin::Sheet { row, .. }) = location.origin else { panic!("{key:?} has no cell") };
                self.record(key, row - self.wrong.block(key).row);
            }
            At::Submission | At::Table(_) => {}
        }
    }

    /// An answer of a table, with quality, confidentiality and note of its row.
    fn row(&mut self, key: &CellKey) {
        let place = Place::new(self.year, At::Cell(key.clone()));
        let from = self.right.places.answers[&place][0].clone();
        let known = self.marked.places.answers.get(&place).map(|spots| spots[0].clone());
        let is_new = known.is_none();
        let to = known.unwrap_or_else(|| self.spare(&key.table));
        let block = self.right.places.key_rows[&RowAnchor::Cells(key.table.clone())].clone();
        for (anchor, column) in self.right.columns(&block) {
            let is_own = match &anchor {
                ColumnAnchor::Value(code) | ColumnAnchor::Slot(code, _) => *code == key.column,
                ColumnAnchor::Quality | ColumnAnchor::Confidentiality | ColumnAnchor::Note => true,
                ColumnAnchor::RowCode => is_new,
                _ => false,
            };
            if is_own {
                self.copy(&Spot { column, ..from.clone() }, &Spot { column, ..to.clone() });
            }
        }
        if is_new {
            self.marked.settle();
        }
    }

    /// The first row of an open table that names no State.
    fn spare(&self, table: &TableId) -> Spot {
        let block = self.marked.places.key_rows[&RowAnchor::Cells(table.clone())].clone();
        let chosen = self.marked.columns(&block)[&ColumnAnchor::RowCode];
        let key = RowAnchor::OpenRow(table.clone()).to_string();
        let (_, grid) = self.marked.sheets.iter().find(|(name, _)| *name == block.sheet).unwrap();
        let row = grid.iter().find(|(_, cells)| {
            cells.get(&0).is_some_and(|cell| *cell == key.as_str())
                && cells.get(&chosen).is_none_or(|cell| *cell == Data::Empty)
        });
        Spot { row: *row.unwrap().0, ..block }
    }

    fn declaration(&mut self, table: &TableId, item: DeclarationItem) {
        let key = RowAnchor::Declaration(table.clone(), item).to_string();
        let (from, to) = (self.right.row(&key), self.marked.row(&key));
        for column in 2..5 {
            self.copy(&Spot { column, ..from.clone() }, &Spot { column, ..to.clone() });
        }
    }

    /// An answer of a case or line, so many rows under its key row: these stand in all three workbooks in one order.
    fn record(&mut self, key: &RecordKey, offset: u32) {
        let (right, marked) = (self.right.block(key), self.marked.block(key));
        for (anchor, column) in self.right.columns(&right) {
            let (ColumnAnchor::Value(code) | ColumnAnchor::Slot(code, _)) = &anchor else { continue };
            if Some(code) == key.field.as_ref() {
                let to = self.marked.columns(&marked)[&anchor];
                let from = Spot { row: right.row + offset, column, ..right.clone() };
                self.copy(&from, &Spot { row: marked.row + offset, column: to, ..marked.clone() });
            }
        }
    }

    fn copy(&mut self, from: &Spot, to: &Spot) {
        let (_, grid) = self.right.sheets.iter().find(|(name, _)| *name == from.sheet).unwrap();
        let value = grid.get(&from.row).and_then(|cells| cells.get(&from.column)).cloned();
        self.marked.set(to, value.unwrap_or(Data::Empty));
    }
}
