//! What is looked at in one XML part: sheets, shared texts, relations and content types, told apart by their elements, since
//! any part may be named as anything.

use memchr::memmem::Finder;

use super::at_most;
use super::part::Count;
use super::sheet::{Position, is_possible, range_of, reference, written};
use super::xml::{Form, Tag};
use super::{Root, Sheet};
use crate::error::IntakeError;
use crate::limits::Limits;

/// The digits a float holds for sure, and a sign and a point.
const SURE_DIGITS: usize = 17;

/// A cell that is open.
#[derive(Clone, Copy)]
struct Cell {
    position: Position,
    kind: Kind,
    values: usize,
}

/// What a cell says it holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The place of a shared text.
    Shared,
    /// A number.
    Number,
    /// An error.
    Error,
    /// True or false.
    Truth,
    /// Anything else: text, a day.
    Other,
}

/// What has begun and not ended of a sheet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// Not yet its cells, or no longer.
    Nothing,
    /// Its cells, between two rows.
    Cells,
    /// A row.
    Row,
}

/// Looks at the tags of one part.
pub(super) struct Look<'a> {
    part: &'a str,
    limits: &'a Limits,
    /// What is counted over all parts.
    count: &'a mut Count,
    pub(super) root: Root,
    pub(super) sheet: Sheet,
    /// The prefix of the sheet's own elements: others are read by some programs and not by others.
    prefix: Vec<u8>,
    namespace: Finder<'static>,
    /// What has begun and not ended.
    within: Within,
    /// Whether a value has begun and not ended.
    in_value: bool,
    /// Where a cell without a reference stands, as the reader counts; whether the row itself says its number.
    row: u32,
    row_is_said: bool,
    column: u32,
    cell: Option<Cell>,
}

impl<'a> Look<'a> {
    pub(super) fn new(part: &'a str, limits: &'a Limits, count: &'a mut Count) -> Self {
        Self {
            part,
            limits,
            count,
            root: Root::None,
            sheet: Sheet::default(),
            prefix: Vec::new(),
            namespace: Finder::new(b"xmlns"),
            within: Within::Nothing,
            in_value: false,
            row: 0,
            row_is_said: false,
            column: 0,
            cell: None,
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
        let is_first = self.root == Root::None && tag.form != Form::Aside;
        if is_first {
            self.root = Root::of(tag.name);
            self.prefix = tag.prefix.to_vec();
        }
        if tag.form == Form::Aside && !matches!(self.root, Root::None | Root::Other) {
            return Err(self.damaged("has comments or raw text between its elements"));
        }
        let is_list = matches!(self.root, Root::Relations | Root::ContentTypes);
        if is_list
            && !is_first
            && tag.form != Form::Close
            && [&b"Relationships"[..], b"Types"].contains(&tag.name)
        {
            return Err(self.damaged("holds a list within a list"));
        }
        match self.root {
            Root::Relations => super::outside::relation(self.part, tag),
            Root::ContentTypes => super::outside::content_type(self.part, tag),
            Root::Texts => self.text(tag),
            Root::Sheet => self.sheet(tag),
            Root::None | Root::Workbook | Root::Other => self.other(tag),
        }
    }

    fn other(&mut self, tag: &Tag<'_>) -> Result<(), IntakeError> {
        // The reader takes these wherever they stand.
        if [&b"sheetData"[..], b"sst", b"si"].contains(&tag.name) {
            return Err(self.damaged("holds cells or texts and is neither sheet nor table of texts"));
        }
        self.count.tags += 1;
        at_most("tags outside of sheets", self.count.tags, self.limits.tags)
    }

    /// The table of shared texts. The reader takes memory for as many as the table says it holds.
    fn text(&mut self, tag: &Tag<'_>) -> Result<(), IntakeError> {
        match (tag.name, tag.form) {
            (b"sst", Form::Open | Form::Empty) => {
                self.count.tables += 1;
                if self.count.tables > 1 {
                    return Err(IntakeError::DuplicatePart { part: "the table of texts".to_owned() });
                }
                for said in [tag.text_of(b"uniqueCount"), tag.text_of(b"count")] {
                    let said = said.trim().parse().unwrap_or(if said.is_empty() { 0 } else { usize::MAX });
                    // The count of uses may be larger than the number of texts.
                    at_most("texts", said, self.limits.cells.max(self.limits.strings))?;
                }
            }
            (b"si", Form::Open | Form::Empty) => self.count.strings += 1,
            (b"t", Form::Open) => self.count.runs += 1,
            _ => {}
        }
        self.count.text_bytes = self.count.text_bytes.saturating_add(tag.text.len());
        self.count.check(self.limits)
    }

    fn sheet(&mut self, tag: &Tag<'_>) -> Result<(), IntakeError> {
        match (tag.name, tag.form) {
            (b"sheetData", Form::Close) => self.within = Within::Nothing,
            (b"sheetData", form) => {
                if self.sheet.holds_cells {
                    return Err(self.damaged("holds its cells twice"));
                }
                self.sheet.holds_cells = true;
                self.within = if form == Form::Open { Within::Cells } else { Within::Nothing };
                self.count.sheets += 1;
                self.count.check(self.limits)?;
            }
            (b"dimension", Form::Open | Form::Empty) => {
                let range = tag.attribute(b"ref").unwrap_or(b"A1");
                range_of(range).ok_or_else(|| self.impossible("a range"))?;
            }
            _ if self.within != Within::Nothing => self.cells(tag)?,
            _ => {}
        }
        Ok(())
    }

    fn cells(&mut self, tag: &Tag<'_>) -> Result<(), IntakeError> {
        if self.in_value && (tag.name, tag.form) != (b"v", Form::Close) {
            return Err(self.damaged("has something else within a value"));
        }
        let is_own = tag.prefix == self.prefix && (tag.form == Form::Close || !tag.mentions(&self.namespace));
        if !is_own && [&b"row"[..], b"c", b"v", b"f", b"is", b"t"].contains(&tag.name) {
            return Err(self.damaged("has cells of another language between its own"));
        }
        match (tag.name, tag.form) {
            (b"row", Form::Close) => self.end_row(),
            (b"row", form) => {
                if self.within == Within::Row || tag.is_twice(b"r") {
                    return Err(self.damaged("has a row within a row"));
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
            (b"v" | b"is", Form::Open | Form::Empty) => self.value(tag)?,
            (b"v", Form::Close) => self.in_value = false,
            (b"f", Form::Open | Form::Empty) => self.formula(tag)?,
            _ => {}
        }
        Ok(())
    }

    fn begin_row(&mut self, tag: &Tag<'_>) -> Result<(), IntakeError> {
        (self.row_is_said, self.within) = (false, Within::Row);
        if let Some(number) = tag.attribute(b"r") {
            let number = std::str::from_utf8(number).ok().and_then(|text| text.parse::<u32>().ok());
            self.row =
                number.and_then(|number| number.checked_sub(1)).ok_or_else(|| self.impossible("a row"))?;
            self.row_is_said = true;
        }
        if !is_possible((self.row, 0)) {
            return Err(self.impossible("a row"));
        }
        self.column = 0;
        Ok(())
    }

    fn end_row(&mut self) {
        self.within = Within::Cells;
        self.row = self.row.saturating_add(1);
        self.column = 0;
    }

    fn begin_cell(&mut self, tag: &Tag<'_>) -> Result<(), IntakeError> {
        if self.cell.is_some() || self.within != Within::Row {
            return Err(self.damaged("has a cell outside of a row"));
        }
        let (mut place, mut style, mut held) = (None, None, None);
        for (name, value) in tag.attributes() {
            let said = match name {
                b"r" => &mut place,
                b"s" => &mut style,
                b"t" => &mut held,
                _ => continue,
            };
            if said.replace(value).is_some() {
                return Err(self.damaged("has a cell that says two things"));
            }
        }
        let position = match place {
            Some(text) => reference(text).ok_or_else(|| self.impossible("a cell"))?,
            None if is_possible((self.row, self.column)) => (self.row, self.column),
            None => return Err(self.impossible("a cell")),
        };
        if position.0 != self.row && self.row_is_said {
            let (sheet, cell) = (self.part.to_owned(), written(position));
            return Err(IntakeError::CellsOutOfOrder { sheet, cell });
        }
        // As the reader: a cell that says where it stands does not move its row.
        self.column = position.1;
        let kind = match held {
            Some(b"s") => Kind::Shared,
            Some(b"n") | None => Kind::Number,
            Some(b"e") => Kind::Error,
            Some(b"b") => Kind::Truth,
            Some(_) => Kind::Other,
        };
        self.cell = Some(Cell { position, kind, values: 0 });
        self.sheet.cells += 1;
        Ok(())
    }

    fn end_cell(&mut self) {
        self.cell = None;
        self.column = self.column.saturating_add(1);
    }

    /// A value. The reader takes what it cannot understand of the place of a text, or of a number in pieces, for something
    /// else without a word.
    fn value(&mut self, tag: &Tag<'_>) -> Result<(), IntakeError> {
        let Some(cell) = &mut self.cell else { return Err(self.damaged("has a value outside of a cell")) };
        cell.values += 1;
        let Cell { position, kind, values } = *cell;
        if values > 1 {
            return Err(self.damaged("has a cell with two values"));
        }
        self.count.cells += 1;
        at_most("cells", self.count.cells, self.limits.cells)?;
        if tag.name != b"v" {
            return Ok(());
        }
        self.in_value = tag.form == Form::Open;
        if kind != Kind::Other && tag.text.contains(&b'&') {
            return Err(self.damaged("writes numbers as characters"));
        }
        let text = || String::from_utf8_lossy(tag.text).into_owned();
        match kind {
            Kind::Shared if tag.text.len() > 9 || !tag.text.iter().all(u8::is_ascii_digit) => {
                return Err(self.damaged("names a text that is not there"));
            }
            Kind::Number if is_another_as_a_float(tag.text) => {
                self.sheet.literals.insert(position, text());
            }
            Kind::Error => {
                self.sheet.errors.insert(position, text().chars().take(32).collect());
            }
            _ => {}
        }
        Ok(())
    }

    /// A formula, and the range it fills where it is an array or a table of results.
    fn formula(&mut self, tag: &Tag<'_>) -> Result<(), IntakeError> {
        self.count.cells += 1;
        at_most("cells", self.count.cells, self.limits.cells)?;
        self.sheet.formulas.extend(self.cell.map(|cell| cell.position));
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

/// Whether a number is another one as a float: too large for one, too small, or whole only there. Then its digits count as
/// they are written.
fn is_another_as_a_float(text: &[u8]) -> bool {
    let is_number = text.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
    let is_plain = text.first().is_some_and(|first| *first != b'+' && *first != b'.');
    let is_long = text.len() > SURE_DIGITS || text.iter().any(|byte| matches!(byte, b'e' | b'E'));
    let float = std::str::from_utf8(text).ok().and_then(|text| text.parse::<f64>().ok());
    is_number && is_plain && is_long && float.is_some_and(|float| !float.is_finite() || float.fract() == 0.0)
}
