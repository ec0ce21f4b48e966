//! Workbooks taken apart into cells and written again: what stands where stays, looks and dropdowns do not.
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a test that cannot run must fail")]

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use rust_xlsxwriter::{Formula, Workbook};

/// The cells of a sheet by row and column.
pub type Grid = BTreeMap<u32, BTreeMap<u16, Data>>;

/// The sheets of a workbook.
#[must_use]
pub fn grids(bytes: &[u8]) -> Vec<(String, Grid)> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    book.sheet_names()
        .into_iter()
        .map(|name| {
            let mut grid = Grid::new();
            let mut cells = book.worksheet_cells_reader(&name).unwrap();
            while let Some(cell) = cells.next_cell().unwrap() {
                let (row, column) = cell.get_position();
                grid.entry(row)
                    .or_default()
                    .insert(u16::try_from(column).unwrap(), cell.get_value().clone().into());
            }
            (name, grid)
        })
        .collect()
}

/// A workbook of these sheets. An error stands there as a formula that ends in it.
#[must_use]
pub fn written(sheets: &[(String, Grid)]) -> Vec<u8> {
    with_formulas(sheets, &[])
}

/// A workbook of these sheets, with formulas at some cells: sheet, row, column and formula.
#[must_use]
pub fn with_formulas(sheets: &[(String, Grid)], formulas: &[(usize, u32, u16, &str)]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (index, (name, grid)) in sheets.iter().enumerate() {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (row, cells) in grid {
            for (column, value) in cells {
                match value {
                    Data::Float(number) => sheet.write_number(*row, *column, *number).unwrap(),
                    Data::Error(error) => {
                        let formula = Formula::new("=B1/0").set_result(error.to_string());
                        sheet.write_formula(*row, *column, formula).unwrap()
                    }
                    Data::Empty => sheet,
                    other => sheet.write_string(*row, *column, text(other)).unwrap(),
                };
            }
        }
        for (_, row, column, formula) in formulas.iter().filter(|(sheet, ..)| *sheet == index) {
            sheet.write_formula(*row, *column, *formula).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// A value as somebody would type it.
#[must_use]
pub fn text(value: &Data) -> String {
    match value {
        Data::DateTime(date) => date.as_datetime().unwrap().date().to_string(),
        other => other.to_string(),
    }
}
