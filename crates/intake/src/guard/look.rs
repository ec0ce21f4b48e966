//! What is looked at in one XML part: sheets, shared texts, relations and content types, told apart by their elements, since
//! any part may be named as anything.

use super::at_most;
use super::part::Count;
use super::sheet::{Position, range_of, reference};
use super::xml::{Form, Tag};
use super::{Root, Sheet};
use crate::error::IntakeError;
use crate::limits::Limits;

/// The last row of the format, counted from 1.
const LAST_ROW: u32 = 1_048_576;

/// Looks at the tags of one part.
pub(super) struct Look<'a> {
    part: &'a str,
    limits: &'a Limits,
    /// What is counted over all parts.
    count: &'a mut Count,
    pub(super) root: Root,
    pub(super) sheet: Sheet,
    /// Whether the cells of a sheet have begun and not ended.
    within: bool,
    /// Where a cell without a reference stands, as the reader counts.
    row: u32,
    column: u32,
    /// The cell that is open, and how many values it had.
    cell: Option<Position>,
    /// Whether the open cell says that it holds an error.
    is_error: bool,
    values: usize,
    /// The rows with content, and the last of them.
    rows: usize,
    last_row: Option<u32>,
}

impl<'a> Look<'a> {
    pub(super) fn new(part: &'a str, limits: &'a Limits, count: &'a mut Count) -> Self {
        Self {
            part,
            limits,
            count,
            root: Root::None,
            sheet: Sheet::default(),
            within: false,
            row: 0,
            column: 0,
            cell: None,
            is_error: false,
            values: 0,
            rows: 0,
            last_row: None,
        }
    }

    fn impossible(&self, what: &'static str) -> IntakeError {
        IntakeError::ImpossibleCell { part: self.part.to_owned(), what: what.into() }
    }

    fn damaged(&self, what: &str) -> IntakeError {
        IntakeError::damaged(format!("the part {} {what}", self.part))
    }

    /// One tag.
    pub(super) fn tag(&mut self, tag: &Tag<'_>) -> Result<(), IntakeError> {
        if self.root == Root::None {
            self.root = Root::of(tag.name);
        }
        match self.root {
            Root::Relations => super::outside::relation(self.part, tag),
            Root::ContentTypes => super::outside::content_type(self.part, tag),
            Root::Texts => self.text(tag),
            _ => self.sheet(tag),
        }
    }

    /// The table of shared texts. The reader takes memory for as many as the table says it holds.
    fn text(&mut self, tag: &Tag<'_>) -> Result<(), IntakeError> {
        match tag.name {
            b"sst" => {
                for said in [tag.text_of(b"uniqueCount"), tag.text_of(b"count")] {
                    let said = said.trim().parse().unwrap_or(if said.is_empty() { 0 } else { usize::MAX });
                    // The count of uses may be larger than the number of texts.
                    at_most("texts", said, self.limits.cells.max(self.limits.strings))?;
                }
            }
            b"si" if tag.form != Form::Close => self.count.strings += 1,
            _ => {}
        }
        self.count.check(self.limits)
    }

    fn sheet(&mut self, tag: &Tag<'_>) -> Result<(), IntakeError> {
        match (tag.name, tag.form) {
            (b"sheetData", Form::Close) => self.within = false,
            (b"sheetData", form) => {
                if self.sheet.is_sheet {
                    return Err(self.damaged("holds its cells twice"));
                }
                self.sheet.is_sheet = true;
                self.within = form == Form::Open;
                self.count.sheets += 1;
                self.count.check(self.limits)?;
            }
            (b"dimension", Form::Open | Form::Empty) => {
                let range = tag.attribute(b"ref").unwrap_or(b"A1");
                range_of(range).ok_or_else(|| self.impossible("a range"))?;
            }
            _ if self.within => self.cells(tag)?,
            _ => {}
        }
        Ok(())
    }

    fn cells(&mut self, tag: &Tag<'_>) -> Result<(), IntakeError> {
        match (tag.name, tag.form) {
            (b"row", Form::Close) => self.end_row(),
            (b"row", form) => {
                if self.cell.is_some() {
                    return Err(self.damaged("has a row within a cell"));
                }
                self.begin_row(tag)?;
                if form == Form::Empty {
                    self.end_row();
                }
            }
            (b"c", Form::Close) => self.end_cell(),
            (b"c", form) => {
                self.begin_cell(tag)?;
                if form == Form::Empty {
                    self.end_cell();
                }
            }
            (b"v" | b"is", Form::Open) => self.value(tag)?,
            (b"f", Form::Open | Form::Empty) => self.formula(tag)?,
            _ => {}
        }
        Ok(())
    }

    fn begin_row(&mut self, tag: &Tag<'_>) -> Result<(), IntakeError> {
        if let Some(number) = tag.attribute(b"r") {
            let number = std::str::from_utf8(number).ok().and_then(|text| text.parse::<u32>().ok());
            let number = number.filter(|number| (1..=LAST_ROW).contains(number));
            self.row = number.ok_or_else(|| self.impossible("a row"))? - 1;
        }
        self.column = 0;
        Ok(())
    }

    fn end_row(&mut self) {
        self.row = self.row.saturating_add(1);
        self.column = 0;
    }

    fn begin_cell(&mut self, tag: &Tag<'_>) -> Result<(), IntakeError> {
        if self.cell.is_some() {
            return Err(self.damaged("has a cell within a cell"));
        }
        let position = match tag.attribute(b"r") {
            Some(text) => reference(text).ok_or_else(|| self.impossible("a cell"))?,
            None => (self.row, self.column),
        };
        self.column = position.1;
        self.cell = Some(position);
        self.is_error = tag.attribute(b"t") == Some(b"e");
        self.sheet.cells += 1;
        Ok(())
    }

    fn end_cell(&mut self) {
        self.cell = None;
        self.values = 0;
        self.column = self.column.saturating_add(1);
    }

    fn value(&mut self, tag: &Tag<'_>) -> Result<(), IntakeError> {
        let Some((row, column)) = self.cell else {
            return Err(self.damaged("has a value outside of a cell"));
        };
        self.values += 1;
        if self.values > 1 {
            return Err(self.damaged("has a cell with two values"));
        }
        self.count.cells += 1;
        if self.last_row.replace(row) != Some(row) {
            self.rows += 1;
        }
        at_most("rows with content", self.rows, self.limits.rows)?;
        at_most("columns", usize::try_from(column).unwrap_or(usize::MAX) + 1, self.limits.columns)?;
        at_most("cells", self.count.cells, self.limits.cells)?;
        if self.is_error {
            let literal = String::from_utf8_lossy(tag.text).chars().take(32).collect();
            self.sheet.errors.insert((row, column), literal);
        }
        Ok(())
    }

    /// A formula, and the range it fills where it is an array or a table of results.
    fn formula(&mut self, tag: &Tag<'_>) -> Result<(), IntakeError> {
        self.sheet.formulas.extend(self.cell);
        if !matches!(tag.attribute(b"t"), Some(b"array" | b"dataTable")) {
            return Ok(());
        }
        let Some(range) = tag.attribute(b"ref") else { return Ok(()) };
        let ((top, left), (bottom, right)) = range_of(range).ok_or_else(|| self.impossible("a range"))?;
        let length = |from: u32, to: u32| usize::try_from(to.saturating_sub(from) + 1).unwrap_or(usize::MAX);
        let filled = length(top, bottom).saturating_mul(length(left, right));
        self.count.filled = self.count.filled.saturating_add(filled);
        self.count.check(self.limits)?;
        for row in top..=bottom {
            self.sheet.formulas.extend((left..=right).map(|column| (row, column)));
        }
        Ok(())
    }
}
