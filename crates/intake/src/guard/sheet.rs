//! One pass over a sheet part before the reader sees it: which cells hold a formula (the reader gives cached results like
//! typed values; they are never trusted), how many cells there are, and whether every reference is possible.

use std::collections::BTreeSet;

use super::part::find;
use crate::error::IntakeError;

/// Row and column, counted from 0.
pub(crate) type Position = (u32, u32);

/// The last row and column of the format, counted from 0.
const LAST: Position = (1_048_575, 16_383);
/// The most cells that all array formulas of a workbook may fill.
const MOST_FILLED: u64 = 100_000;

/// What one pass learnt.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// The cells that hold a formula, or are filled by one.
    pub(super) formulas: BTreeSet<Position>,
    /// The cells with a value: empty styled cells are not counted.
    pub(super) cells: usize,
}

/// Whether a part is a sheet: by what it holds, since any part may be named as one.
pub(super) fn is_sheet(content: &[u8]) -> bool {
    find(content, b"sheetData").is_some()
}

/// Looks at every element of a sheet part. `filled` counts the cells that array formulas fill, over all sheets.
pub(super) fn scan(name: &str, content: &[u8], filled: &mut u64) -> Result<Sheet, IntakeError> {
    let mut scan = Scan { part: name, out: Sheet::default(), row: 0, column: 0, cell: None, filled };
    for tag in content.split(|byte| *byte == b'<').skip(1) {
        scan.element(tag)?;
    }
    Ok(scan.out)
}

struct Scan<'a> {
    part: &'a str,
    out: Sheet,
    /// Where a cell without a reference stands, as the reader counts.
    row: u32,
    column: u32,
    /// The cell that is open.
    cell: Option<Position>,
    /// Cells that array formulas fill so far.
    filled: &'a mut u64,
}

impl Scan<'_> {
    fn damaged(&self, what: &str) -> IntakeError {
        IntakeError::damaged(format!("the part {} {what}", self.part))
    }

    fn impossible(&self, what: &'static str) -> IntakeError {
        IntakeError::ImpossibleCell { part: self.part.to_owned(), what: what.into() }
    }

    /// One element: what stands behind a `<`.
    fn element(&mut self, tag: &[u8]) -> Result<(), IntakeError> {
        let end = tag.iter().position(|byte| matches!(byte, b'>' | b' ' | b'/' | b'\n' | b'\t' | b'\r'));
        let name = tag.get(..end.unwrap_or(tag.len())).unwrap_or_default();
        match name {
            b"row" => {
                if let Some(number) = attribute(tag, b"r") {
                    let number: u32 = std::str::from_utf8(number)
                        .ok()
                        .and_then(|text| text.parse().ok())
                        .filter(|number| (1..=LAST.0 + 1).contains(number))
                        .ok_or_else(|| self.impossible("a row"))?;
                    self.row = number - 1;
                }
                self.column = 0;
            }
            b"c" => {
                self.column = self.column.saturating_add(u32::from(self.cell.is_some()));
                let position = match attribute(tag, b"r") {
                    Some(text) => reference(text).ok_or_else(|| self.impossible("a cell"))?,
                    None => (self.row, self.column),
                };
                self.column = position.1;
                self.cell = Some(position);
            }
            b"v" | b"is" => self.out.cells += 1,
            b"f" => self.formula(tag)?,
            b"dimension" => {
                let range = attribute(tag, b"ref").unwrap_or(b"A1");
                if range_of(range).is_none() {
                    return Err(self.impossible("a range"));
                }
            }
            _ if is_prefixed(name) => return Err(self.damaged("writes its elements with a prefix")),
            // `</row>`: what stands behind the slash.
            b"" if tag.starts_with(b"/row>") => {
                self.row = self.row.saturating_add(1);
                (self.column, self.cell) = (0, None);
            }
            _ => {}
        }
        Ok(())
    }

    /// A formula, and the range it fills where it is an array or a table of results.
    fn formula(&mut self, tag: &[u8]) -> Result<(), IntakeError> {
        self.out.formulas.extend(self.cell);
        if !matches!(attribute(tag, b"t"), Some(b"array" | b"dataTable")) {
            return Ok(());
        }
        let Some(range) = attribute(tag, b"ref") else { return Ok(()) };
        let ((top, left), (bottom, right)) = range_of(range).ok_or_else(|| self.impossible("a range"))?;
        let filled = u64::from(bottom.saturating_sub(top) + 1) * u64::from(right.saturating_sub(left) + 1);
        *self.filled = self.filled.saturating_add(filled);
        if *self.filled > MOST_FILLED {
            return Err(self.damaged("fills too many cells with array formulas"));
        }
        for row in top..=bottom {
            self.out.formulas.extend((left..=right).map(|column| (row, column)));
        }
        Ok(())
    }
}

/// A prefixed name of an element that holds cells. The reader takes these like any other, so that they would escape.
fn is_prefixed(name: &[u8]) -> bool {
    let Some(colon) = name.iter().position(|byte| *byte == b':') else { return false };
    let local = name.get(colon + 1..).unwrap_or_default();
    [&b"c"[..], b"v", b"f", b"is", b"t", b"row", b"sheetData", b"worksheet", b"dimension"].contains(&local)
}

/// The value of an attribute of a tag, however it is spaced and quoted.
fn attribute<'a>(tag: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    // Behind the name of the element.
    let mut rest = tag.get(tag.iter().position(|byte| is_space(*byte) || matches!(byte, b'>' | b'/'))?..)?;
    loop {
        rest = rest.trim_ascii_start();
        let sign = rest.iter().position(|byte| matches!(byte, b'=' | b'>'))?;
        if rest.get(sign) != Some(&b'=') {
            return None;
        }
        let own = rest.get(..sign)?.trim_ascii_end();
        let quoted = rest.get(sign + 1..)?.trim_ascii_start();
        let mark = *quoted.first().filter(|mark| matches!(mark, b'"' | b'\''))?;
        let value = quoted.get(1..)?;
        let end = value.iter().position(|byte| *byte == mark)?;
        if own == name {
            return value.get(..end);
        }
        rest = value.get(end + 1..)?;
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r')
}

/// A range such as `A1:C3`, or one cell.
fn range_of(text: &[u8]) -> Option<(Position, Position)> {
    let mut parts = text.split(|byte| *byte == b':');
    let first = reference(parts.next()?)?;
    let last = match parts.next() {
        Some(last) => reference(last)?,
        None => first,
    };
    Some((first, last))
}

/// A cell reference such as `AB12`, within the format.
fn reference(text: &[u8]) -> Option<Position> {
    let digits = text.iter().position(u8::is_ascii_digit)?;
    let (letters, number) = text.split_at_checked(digits)?;
    let column = letters.iter().filter(|letter| **letter != b'$').try_fold(0_u32, |sum, letter| {
        let digit = letter.to_ascii_uppercase().checked_sub(b'A').filter(|digit| *digit < 26)?;
        sum.checked_mul(26)?.checked_add(u32::from(digit) + 1)
    })?;
    let row: u32 = std::str::from_utf8(number).ok()?.parse().ok()?;
    let position = (row.checked_sub(1)?, column.checked_sub(1)?);
    (position.0 <= LAST.0 && position.1 <= LAST.1).then_some(position)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formulas(sheet: &[u8]) -> BTreeSet<Position> {
        scan("sheet", sheet, &mut 0).unwrap().formulas
    }

    #[test]
    fn a_cell_with_a_formula_is_found_and_one_without_is_not() {
        let sheet = br#"<row r="1"><c r="A1"><v>1</v></c><c r="AB2" s="1"><f>A1+1</f><v>2</v></c><c r="C3"><f t="shared" si="0"/></c></row>"#;
        assert_eq!(formulas(sheet), BTreeSet::from([(1, 27), (2, 2)]));
    }

    #[test]
    fn every_cell_that_an_array_formula_fills_is_found() {
        let sheet = br#"<row r="27"><c r="C27"><f t="array" ref="C27:C29">A1:A3</f><v>1</v></c></row><row r="28"><c r="C28"><v>2</v></c></row>"#;
        assert_eq!(formulas(sheet), BTreeSet::from([(26, 2), (27, 2), (28, 2)]));
    }

    #[test]
    fn a_cell_without_a_reference_stands_behind_the_one_before() {
        let sheet = br"<row><c><v>1</v></c><c><f>1</f><v>1</v></c></row><row><c><f>1</f></c></row>";
        assert_eq!(formulas(sheet), BTreeSet::from([(0, 1), (1, 0)]));
    }

    #[test]
    fn other_elements_that_begin_with_f_are_not_formulas() {
        assert!(formulas(br#"<c r="A1"><v>1</v></c><formatCode/><font/>"#).is_empty());
    }

    #[test]
    fn impossible_references_and_prefixes_are_refused() {
        for sheet in [
            &br#"<c r="ZZZZZZZZ1"><f>1</f></c>"#[..],
            br#"<c r="A0"/>"#,
            br#"<c r="XFE1"/>"#,
            br#"<row r="1048577"/>"#,
            br#"<dimension ref="A1:ZZZZZZZZ9"/>"#,
            br#"<x:c r="A1"><x:v>1</x:v></x:c>"#,
            br#"<c r="A1"><f t="array" ref="A1:XFD1048576">1</f></c>"#,
        ] {
            assert!(scan("sheet", sheet, &mut 0).is_err(), "{}", String::from_utf8_lossy(sheet));
        }
    }

    #[test]
    fn attributes_are_found_however_they_are_written() {
        for sheet in [
            &b"<row r='29'><c\tr=\"C29\"><f>1</f></c></row>"[..],
            b"<row r='29'><c\n  s='>' r = 'C29' ><f>1</f></c></row>",
            b"<row r='29'><c s=\"1\"r=\"C29\"><f>1</f></c></row>",
            b"<row x='r=1' r='29'><c/><c/><c><f>1</f></c></row>",
        ] {
            assert_eq!(formulas(sheet), BTreeSet::from([(28, 2)]), "{}", String::from_utf8_lossy(sheet));
        }
    }

    #[test]
    fn many_array_formulas_fill_no_more_than_one_may() {
        let one =
            |row: u32| format!("<c r=\"A{row}\"><f t=\"array\" ref=\"A{row}:AZ{}\">1</f></c>", row + 999);
        let many: String = (0..3).map(|index| one(1 + index * 1_000)).collect();
        assert!(scan("sheet", one(1).as_bytes(), &mut 0).is_ok());
        assert!(scan("sheet", many.as_bytes(), &mut 0).is_err());
    }

    #[test]
    fn a_million_formulas_without_a_cell_cost_one_pass() {
        assert!(formulas(&b"<f/>".repeat(1_000_000)).is_empty());
    }
}
