//! The lines of the file, from workbook or CSV, below the header row.

use std::io::Cursor;
use std::sync::Arc;

use calamine::{DataRef, Reader as _, Xlsx};
use schema::questionnaire::PublishedLabel;
use schema::value::LARGEST_COUNT;
use schema::{Origin, Year};

use crate::error::IntakeError;
use crate::guard;
use crate::limits::Limits;
use crate::published::MappedRow;

/// The columns that are read, as the header names them.
const COLUMNS: [&str; 10] = [
    "Iso3_code",
    "Indicator",
    "Dimension",
    "Category",
    "Sex",
    "Age",
    "Year",
    "VALUE",
    "Source",
    "Unit of measurement",
];
/// Rows before the header that are looked at.
const MOST_TITLE_ROWS: usize = 40;

/// A line.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Line {
    pub(super) origin: Origin,
    pub(super) iso3: String,
    label: [String; 5],
    pub(super) year: Option<Year>,
    pub(super) value: Option<u64>,
    pub(super) source: String,
}

impl Line {
    /// Whether the line has a label.
    pub(super) fn is(&self, label: &PublishedLabel) -> bool {
        let own = [&label.indicator, &label.dimension, &label.category, &label.sex, &label.age];
        self.label.iter().zip(own).all(|(a, b)| a == b)
    }

    /// The row as it stands in the file; `None` without year or value.
    pub(super) fn mapped(&self) -> Option<MappedRow> {
        Some(MappedRow {
            iso3: self.iso3.clone(),
            label: self.label.clone(),
            year: self.year?,
            value: self.value?,
            source: self.source.clone(),
        })
    }

    /// The keys, for reports.
    pub(super) fn keys(&self) -> String {
        let year = self.year.map(|year| year.to_string()).unwrap_or_default();
        format!("{} {year} {}", self.iso3, self.label.join(" / "))
    }
}

type Row = Vec<String>;

/// The date of the title rows, and the lines.
pub(super) fn lines(bytes: &[u8], limits: &Limits) -> Result<(Option<String>, Vec<Line>), IntakeError> {
    if bytes.len() > limits.file_bytes {
        return Err(IntakeError::TooLarge {
            what: "bytes in the file".into(),
            found: bytes.len(),
            limit: limits.file_bytes,
        });
    }
    if bytes.starts_with(b"PK") {
        guard::workbook(bytes, limits)?;
        return workbook(bytes);
    }
    csv(bytes)
}

fn workbook(bytes: &[u8]) -> Result<(Option<String>, Vec<Line>), IntakeError> {
    let mut workbook: Xlsx<_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|_| IntakeError::damaged("its parts do not fit together"))?;
    for name in workbook.sheet_names() {
        let damaged = |_| IntakeError::damaged(format!("the sheet {name} cannot be read"));
        let mut rows: Vec<(u32, Row)> = Vec::new();
        let mut reader = workbook.worksheet_cells_reader(&name).map_err(damaged)?;
        while let Some(cell) = reader.next_cell().map_err(damaged)? {
            let (row, column) = cell.get_position();
            let Ok(column) = usize::try_from(column) else { continue };
            if column > 64 {
                continue;
            }
            if rows.last().is_none_or(|(last, _)| *last != row) {
                rows.push((row, Row::new()));
            }
            if let Some((_, cells)) = rows.last_mut() {
                cells.resize(cells.len().max(column + 1), String::new());
                if let Some(slot) = cells.get_mut(column) {
                    *slot = text(cell.get_value());
                }
            }
        }
        let sheet: Arc<str> = Arc::from(name.as_str());
        let origin = |row: &u32| Origin::Sheet { sheet: Arc::clone(&sheet), row: *row, column: 0 };
        let rows: Vec<_> = rows.into_iter().map(|(row, cells)| (origin(&row), cells)).collect();
        if let Some(found) = read(&rows) {
            return Ok(found);
        }
    }
    Err(no_header())
}

fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(date) => {
            date.as_datetime().map_or_else(String::new, |date| date.format("%d/%m/%Y").to_string())
        }
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn csv(bytes: &[u8]) -> Result<(Option<String>, Vec<Line>), IntakeError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record
            .map_err(|_| IntakeError::NotPublishedData { what: "it is not CSV in UTF-8".to_owned() })?;
        let line = record.position().map_or(0, csv::Position::line);
        rows.push((Origin::Line(line), record.iter().map(str::to_owned).collect()));
    }
    read(&rows).ok_or_else(no_header)
}

fn no_header() -> IntakeError {
    IntakeError::NotPublishedData {
        what: "no row has the headings Iso3_code, Indicator, …, VALUE".to_owned(),
    }
}

/// The lines below the header; `None` where there is no header.
fn read(rows: &[(Origin, Row)]) -> Option<(Option<String>, Vec<Line>)> {
    let header = rows
        .iter()
        .take(MOST_TITLE_ROWS)
        .position(|(_, cells)| cells.iter().any(|cell| cell.trim() == COLUMNS[0]))?;
    let stamp = rows.iter().take(header).flat_map(|(_, cells)| cells).find(|cell| is_date(cell)).cloned();
    let heads = &rows.get(header)?.1;
    let columns: Option<Vec<usize>> = COLUMNS
        .iter()
        .map(|name| heads.iter().position(|head| head.trim().eq_ignore_ascii_case(name)))
        .collect();
    let columns = columns?;
    let lines =
        rows.iter().skip(header + 1).filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
    Some((stamp, lines.map(|(origin, cells)| line(origin, cells, &columns)).collect()))
}

fn line(origin: &Origin, cells: &Row, columns: &[usize]) -> Line {
    let get = |index: usize| {
        columns.get(index).and_then(|column| cells.get(*column)).map_or("", |cell| cell.trim()).to_owned()
    };
    Line {
        origin: origin.clone(),
        iso3: get(0),
        label: [get(1), get(2), get(3), get(4), get(5)],
        year: get(6).parse().ok().filter(|year| (1900..=2200).contains(year)),
        value: get(7).parse().ok().filter(|count| *count <= LARGEST_COUNT),
        source: get(8),
    }
}

fn is_date(cell: &str) -> bool {
    let parts: Vec<&str> = cell.trim().split('/').collect();
    parts.len() == 3
        && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}
