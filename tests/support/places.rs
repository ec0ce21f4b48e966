//! Where each place of a return stands in a workbook, by the keys that the workbook carries.

use std::collections::BTreeMap;

use calamine::Data;
use schema::layout::{ColumnAnchor, RowAnchor};
use schema::{At, CellKey, Findings, Origin, Place, RecordKey, RowCode, TableId, Year};

use crate::grid::{Grid, grids, text};

/// A cell: sheet, row and column, counted from 0.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Spot {
    /// The sheet.
    pub sheet: String,
    /// The row.
    pub row: u32,
    /// The column.
    pub column: u16,
}

/// The cells of a workbook by place, and by row of which table.
#[derive(Debug, Default)]
pub struct Places {
    /// Where each answer stands; two cases under one reference share their places.
    pub answers: BTreeMap<Place, Vec<Spot>>,
    /// Where quality, confidentiality and note of a row stand, by the place of its first answer.
    pub facets: BTreeMap<(TableId, RowCode), BTreeMap<ColumnAnchor, Spot>>,
    /// The table that each row belongs to.
    pub tables: BTreeMap<(String, u32), TableId>,
    /// The key row of each block.
    pub key_rows: BTreeMap<RowAnchor, Spot>,
}

/// The block a row belongs to: what it is, and what its columns hold.
struct Block {
    anchor: RowAnchor,
    columns: BTreeMap<ColumnAnchor, u16>,
}

/// Looks through the sheets.
#[must_use]
pub fn places(sheets: &[(String, Grid)], year: Year) -> Places {
    let mut places = Places::default();
    for (name, grid) in sheets {
        let mut blocks: Vec<Block> = Vec::new();
        let mut lines: BTreeMap<String, u32> = BTreeMap::new();
        for (row, cells) in grid {
            let key = cells.get(&0).map(text).unwrap_or_default();
            let at = |column: u16| Spot { sheet: name.clone(), row: *row, column };
            match RowAnchor::parse(&key) {
                Some(
                    anchor @ (RowAnchor::Cells(_) | RowAnchor::Declarations(_) | RowAnchor::Records(..)),
                ) => {
                    let columns = cells.iter().filter(|(column, _)| **column > 0);
                    let columns = columns
                        .filter_map(|(column, key)| Some((ColumnAnchor::parse(&text(key))?, *column)))
                        .collect();
                    places.key_rows.insert(anchor.clone(), at(0));
                    blocks.push(Block { anchor, columns });
                    lines.clear();
                }
                Some(anchor) => {
                    places.tables.insert((name.clone(), *row), anchor.table().clone());
                    let declares = matches!(anchor, RowAnchor::Declaration(..));
                    let own = blocks.iter().rev().find(|block| {
                        block.anchor.table() == anchor.table()
                            && matches!(block.anchor, RowAnchor::Declarations(_)) == declares
                    });
                    if let Some(block) = own {
                        keyed(&mut places, year, &anchor, block, cells, &at);
                    }
                }
                None => {
                    if let Some(block) = blocks.last().filter(|_| key.is_empty()) {
                        line(&mut places, year, block, &mut lines, cells, &at);
                    }
                }
            }
        }
    }
    places
}

/// A case, or a line of a child table: these carry no key.
fn line(
    places: &mut Places,
    year: Year,
    block: &Block,
    lines: &mut BTreeMap<String, u32>,
    cells: &BTreeMap<u16, Data>,
    at: &impl Fn(u16) -> Spot,
) {
    let RowAnchor::Records(table, child) = &block.anchor else { return };
    let Spot { sheet, row, .. } = at(0);
    places.tables.insert((sheet, row), table.clone());
    let own = if child.is_some() { ColumnAnchor::Case } else { ColumnAnchor::Value("CASE".into()) };
    let case = block.columns.get(&own).and_then(|column| cells.get(column)).map(text).unwrap_or_default();
    let line = lines.entry(case.clone()).or_insert(0);
    *line += 1;
    for (anchor, column) in &block.columns {
        let field = match anchor {
            ColumnAnchor::Value(code) | ColumnAnchor::Slot(code, 1) => Some(code.clone()),
            ColumnAnchor::Case => None,
            _ => continue,
        };
        let child = child.as_ref().map(|child| (child.clone(), *line));
        let key = RecordKey { table: table.clone(), case: case.as_str().into(), child, field };
        places.answers.entry(Place::new(year, At::Record(key))).or_default().push(at(*column));
    }
}

/// The answers of a row that carries a key.
fn keyed(
    places: &mut Places,
    year: Year,
    anchor: &RowAnchor,
    block: &Block,
    cells: &BTreeMap<u16, Data>,
    at: &impl Fn(u16) -> Spot,
) {
    let (table, row) = match anchor {
        RowAnchor::Declaration(table, item) => {
            if let Some(column) = block.columns.get(&ColumnAnchor::Declared(1)) {
                let place = Place::new(year, At::Declaration(table.clone(), *item));
                places.answers.entry(place).or_default().push(at(*column));
            }
            return;
        }
        RowAnchor::Row(table, row) => (table, row.clone()),
        RowAnchor::OpenRow(table) => {
            let chosen = block.columns.get(&ColumnAnchor::RowCode).and_then(|column| cells.get(column));
            let chosen = chosen.map(text).unwrap_or_default();
            let code = chosen.split(" – ").next().unwrap_or_default().to_owned();
            if code.is_empty() {
                return;
            }
            (table, RowCode::from(code.as_str()))
        }
        _ => return,
    };
    for (anchor, column) in &block.columns {
        let (year, code) = match anchor {
            ColumnAnchor::Value(code) | ColumnAnchor::Slot(code, 1) => (year, code),
            ColumnAnchor::Corrected(code) => (year - 1, code),
            other => {
                let facets = places.facets.entry((table.clone(), row.clone())).or_default();
                facets.insert(other.clone(), at(*column));
                continue;
            }
        };
        let place = Place::new(year, At::Cell(CellKey::new(table.clone(), row.clone(), code.clone())));
        places.answers.entry(place).or_default().push(at(*column));
    }
}

/// The row that a finding names in the file is that of its place; where a place is an answer, the cell is.
///
/// # Panics
/// Where it is another.
#[expect(clippy::panic, reason = "a test that fails says where")]
pub fn each_at_its_cell(bytes: &[u8], findings: &Findings, year: Year) {
    let grids = grids(bytes);
    let places = places(&grids, year);
    for finding in &findings.list {
        let Some(place) = finding.place() else { continue };
        let said = || format!("{} at {place}", finding.code);
        let origin = finding.locations.first().and_then(|location| location.origin.as_ref());
        let Some(Origin::Sheet { sheet, row, column }) = origin else {
            // A return or table as a whole has no cell.
            assert!(matches!(place.at, At::Submission | At::Table(_)), "{} names no cell", said());
            continue;
        };
        match &place.at {
            At::Submission => {}
            // A line whose case is none.
            At::Record(RecordKey { case, child: Some((child, 0)), .. }) => {
                assert!(sheet.ends_with(child.as_str()), "{} stands on {sheet}", said());
                let cells =
                    grids.iter().find(|(name, _)| *name == **sheet).and_then(|(_, grid)| grid.get(row));
                let own = cells.and_then(|cells| cells.get(&1)).map(text).unwrap_or_default();
                assert_eq!(own, case.as_str(), "{}", said());
            }
            At::Table(table) => {
                let own = places.tables.get(&(sheet.to_string(), *row));
                assert!(own.is_none_or(|own| own == table), "{} stands in the table {own:?}", said());
            }
            at => {
                // An answer of a table stands in its own cell, or what is said beside it does; others in their row.
                let facets = |key: &CellKey| places.facets.get(&(key.table.clone(), key.row.clone()));
                let beside = |key: &CellKey| facets(key).into_iter().flat_map(BTreeMap::values);
                let is_cell = |spot: &Spot| u32::from(spot.column) == *column;
                let same = |spot: &Spot| {
                    let is_row = spot.sheet == **sheet && spot.row == *row;
                    let At::Cell(key) = at else { return is_row };
                    is_row && (is_cell(spot) || beside(key).any(is_cell))
                };
                let Some(spots) = places.answers.get(place) else {
                    panic!("{} has no cell in the workbook", said())
                };
                assert!(spots.iter().any(same), "{}: {origin:?} is none of {spots:?}", said());
            }
        }
    }
}
