//! What people do to a workbook that no document can hold.

use std::collections::BTreeMap;

use calamine::{CellErrorType, Data};
use schema::layout::{ColumnAnchor, RowAnchor};
use schema::{RecordKey, Year};
use serde::Deserialize;
use support::grid::{Grid, text};
use support::places::{Places, Spot, places};

/// What is done to a workbook. Rows are named by their keys, answers by their places; what stands beside the answers of
/// a row by row and column key: `TR.PARTNER/XDE#_row`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) enum Work {
    /// A text is typed over an answer.
    Type { at: String, text: String },
    /// A formula that ends in an error stands in an answer.
    Broken { at: String },
    /// A row is copied to the end of its sheet, key and all.
    Twice { row: String },
    /// A text stands right of the columns of a row.
    Aside { row: String, text: String },
    /// Texts stand in the empty row under a row, by column; column 0 is that of the keys.
    Below { row: String, texts: BTreeMap<String, String> },
    /// A column key stands a second time in the key row of a block.
    Column { block: String, key: String },
    /// A line is added to the sheet of a child table, by column key.
    Line { block: String, answers: BTreeMap<String, String> },
    /// A sheet of the State's own.
    Sheet { name: String },
    /// A value of the sheet that says what the workbook is.
    Meta { key: String, text: String },
    /// The right answer is written at a place.
    Right { at: String },
}

/// A workbook taken apart, in which things are done.
pub(super) struct Book {
    pub(super) sheets: Vec<(String, Grid)>,
    pub(super) places: Places,
    year: Year,
}

impl Book {
    pub(super) fn of(sheets: Vec<(String, Grid)>, year: Year) -> Self {
        let places = places(&sheets, year);
        Self { sheets, places, year }
    }

    pub(super) fn grid(&mut self, name: &str) -> &mut Grid {
        &mut self.sheets.iter_mut().find(|(own, _)| own == name).unwrap().1
    }

    pub(super) fn set(&mut self, spot: &Spot, value: Data) {
        self.grid(&spot.sheet).entry(spot.row).or_default().insert(spot.column, value);
    }

    /// The first cell with such a key in the key column.
    pub(super) fn row(&self, key: &str) -> Spot {
        let found = self.sheets.iter().find_map(|(name, grid)| {
            let row = grid.iter().find(|(_, cells)| cells.get(&0).is_some_and(|cell| *cell == key))?;
            Some(Spot { sheet: name.clone(), row: *row.0, column: 0 })
        });
        found.unwrap_or_else(|| panic!("no row {key}"))
    }

    /// The columns of a key row.
    pub(super) fn columns(&self, key_row: &Spot) -> BTreeMap<ColumnAnchor, u16> {
        let (_, grid) = self.sheets.iter().find(|(name, _)| *name == key_row.sheet).unwrap();
        let keys = grid[&key_row.row].iter().filter(|(column, _)| **column > 0);
        keys.filter_map(|(column, key)| Some((ColumnAnchor::parse(&text(key))?, *column))).collect()
    }

    /// The key row of the block of a case or line.
    pub(super) fn block(&self, key: &RecordKey) -> Spot {
        let child = key.child.as_ref().map(|(child, _)| child.clone());
        self.places.key_rows[&RowAnchor::Records(key.table.clone(), child)].clone()
    }

    fn answer(&self, at: &str) -> Spot {
        if let Some((row, column)) = at.split_once('#') {
            let (table, row) = row.split_once('/').unwrap();
            let facets = &self.places.facets[&(table.into(), row.into())];
            return facets[&ColumnAnchor::parse(column).unwrap()].clone();
        }
        let found = self.places.answers.iter().find(|(place, _)| place.to_string() == at);
        found.unwrap_or_else(|| panic!("no answer {at}")).1[0].clone()
    }

    pub(super) fn apply(&mut self, work: &Work) {
        match work {
            Work::Type { at, text } => {
                let spot = self.answer(at);
                self.set(&spot, Data::String(text.clone()));
            }
            Work::Broken { at } => {
                let spot = self.answer(at);
                self.set(&spot, Data::Error(CellErrorType::Div0));
            }
            Work::Twice { row } => {
                let spot = self.row(row);
                let grid = self.grid(&spot.sheet);
                let (cells, end) = (grid[&spot.row].clone(), *grid.keys().last().unwrap());
                grid.insert(end + 1, cells);
            }
            Work::Aside { row, text } => {
                let spot = self.row(row);
                self.set(&Spot { column: 19, ..spot }, Data::String(text.clone()));
            }
            Work::Below { row, texts } => {
                let spot = self.row(row);
                let below = Spot { row: spot.row + 1, ..spot };
                assert!(
                    !self.grid(&below.sheet).contains_key(&below.row),
                    "the row under {row} is not empty"
                );
                for (column, text) in texts {
                    let column = column.parse().unwrap();
                    self.set(&Spot { column, ..below.clone() }, Data::String(text.clone()));
                }
            }
            Work::Column { block, key } => {
                let spot = self.row(block);
                self.set(&Spot { column: 19, ..spot }, Data::String(key.clone()));
            }
            Work::Line { block, answers } => {
                let spot = self.places.key_rows[&RowAnchor::parse(block).unwrap()].clone();
                let columns = self.columns(&spot);
                let end = *self.grid(&spot.sheet).keys().last().unwrap() + 1;
                for (key, value) in answers {
                    let column = columns[&ColumnAnchor::parse(key).unwrap()];
                    self.set(&Spot { row: end, column, ..spot.clone() }, Data::String(value.clone()));
                }
            }
            Work::Meta { key, text } => {
                let spot = self.row(key);
                self.set(&Spot { column: 1, ..spot }, Data::String(text.clone()));
            }
            Work::Right { at } => panic!("what is right at {at} another workbook says"),
            Work::Sheet { name } => {
                let own = BTreeMap::from([(0, Data::String("my sums".to_owned())), (1, Data::Float(12.0))]);
                self.sheets.push((name.clone(), BTreeMap::from([(0, own)])));
            }
        }
    }

    /// Looks anew where everything stands.
    pub(super) fn settle(&mut self) {
        self.places = places(&self.sheets, self.year);
    }
}
