//! Data sets as CSV (RFC 4180, UTF-8 without a byte order mark) and JSON (an array of objects), row by row. In CSV every
//! text is quoted, and text that a spreadsheet would evaluate is neutralised; numbers are untouched.

pub(crate) mod neutral;

use std::io::Write;

use aggregation::context::ContextRow;
use aggregation::indicator::{IndicatorValue, LABEL};
use aggregation::observations::ObservationRow;
use aggregation::portal::{self, PortalRow};
use serde_json::{Map, Value as Json};

use crate::error::ExportError;
pub use neutral::{neutral, original};

/// How a data set is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Comma-separated values.
    Csv,
    /// One JSON array.
    Json,
}

/// A cell of a data set.
enum Cell {
    Text(String),
    Number(f64),
    Count(u64),
    Nothing,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<u16> for Cell {
    fn from(year: u16) -> Self {
        Self::Count(u64::from(year))
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<Option<u64>> for Cell {
    fn from(count: Option<u64>) -> Self {
        count.map_or(Self::Nothing, Self::Count)
    }
}

impl From<Option<f64>> for Cell {
    fn from(number: Option<f64>) -> Self {
        number.map_or(Self::Nothing, Self::Number)
    }
}

macro_rules! cells {
    ($($cell:expr),+ $(,)?) => { vec![$(Cell::from($cell)),+] };
}

/// Writes tidy observations.
///
/// # Errors
/// Where the writer fails.
pub fn observations(
    rows: &[ObservationRow],
    format: Format,
    out: &mut impl Write,
) -> Result<(), ExportError> {
    let header = [
        "ref_area",
        "area_name",
        "region",
        "subregion",
        "time_period",
        "table_id",
        "table_label",
        "row_code",
        "row_label",
        "column_code",
        "obs_value",
        "obs_text",
        "unit",
        "availability",
        "obs_status",
        "conf_status",
        "included_in",
        "source",
        "note",
        "origin_upload",
        "origin",
    ];
    write(
        &header,
        rows.iter().map(|row| {
            cells![
                &row.ref_area,
                &row.area_name,
                &row.region,
                &row.subregion,
                row.time_period,
                &row.table_id,
                &row.table_label,
                &row.row_code,
                &row.row_label,
                &row.column_code,
                row.obs_value,
                &row.obs_text,
                &row.unit,
                row.availability,
                row.obs_status,
                row.conf_status,
                &row.included_in,
                &row.source,
                &row.note,
                &row.origin_upload,
                &row.origin,
            ]
        }),
        format,
        out,
    )
}

/// Writes the portal's layout; in CSV below its two title rows. `date` is `DD/MM/YYYY`.
///
/// # Errors
/// Where the writer fails.
pub fn portal(
    rows: &[PortalRow],
    date: &str,
    format: Format,
    out: &mut impl Write,
) -> Result<(), ExportError> {
    if format == Format::Csv {
        writeln!(out, "UNODC,unodc_ddds@un.org\n{date}")?;
    }
    write(
        &portal::HEADER,
        rows.iter().map(|row| {
            cells![
                &row.iso3,
                &row.country,
                &row.region,
                &row.subregion,
                &row.indicator,
                &row.dimension,
                &row.category,
                &row.sex,
                &row.age,
                row.year,
                portal::UNIT,
                row.value,
                &row.source,
            ]
        }),
        format,
        out,
    )
}

/// Writes criminal context by area and year.
///
/// # Errors
/// Where the writer fails.
pub fn context(rows: &[ContextRow], format: Format, out: &mut impl Write) -> Result<(), ExportError> {
    let header = [
        "level",
        "area",
        "time_period",
        "context",
        "arms",
        "reporters",
        "states",
        "coverage_arms_percent",
        "pooled_share_percent",
        "mean_share_percent",
        "exclusive",
        "multi",
        "flags",
    ];
    write(
        &header,
        rows.iter().map(|row| {
            cells![
                row.level,
                &row.area,
                row.year,
                &row.context,
                row.arms,
                row.reporters,
                row.states,
                row.coverage_arms,
                row.pooled_share,
                row.mean_share,
                row.exclusive,
                row.multi,
                &row.flags.join("; "),
            ]
        }),
        format,
        out,
    )
}

/// Writes the indicator 16.4.2: a row for each component year of each value.
///
/// # Errors
/// Where the writer fails.
pub fn indicator(values: &[IndicatorValue], format: Format, out: &mut impl Write) -> Result<(), ExportError> {
    let header = [
        "ref_area",
        "time_period",
        "obs_value",
        "method",
        "footnote",
        "flags",
        "component_year",
        "numerator",
        "denominator",
        "rate",
        "absent_rows",
        "withheld_rows",
        "label",
    ];
    let rows = values.iter().flat_map(|value| {
        value.components.iter().map(move |component| {
            let listed = |keys: &[schema::CellKey]| {
                keys.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
            };
            cells![
                value.country.as_str(),
                value.year,
                value.value,
                &value.method,
                &value.footnote,
                &value.flags().join("; "),
                component.year,
                component.numerator,
                component.denominator,
                component.rate,
                &listed(&component.absent),
                &listed(&component.withheld),
                LABEL,
            ]
        })
    });
    write(&header, rows, format, out)
}

fn write(
    header: &[&str],
    rows: impl Iterator<Item = Vec<Cell>>,
    format: Format,
    out: &mut impl Write,
) -> Result<(), ExportError> {
    match format {
        Format::Csv => {
            // Fields come quoted: no style of the writer tells a text of digits from a number.
            let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Never).from_writer(out);
            writer.write_record(header.iter().map(|name| quoted(name)))?;
            for row in rows {
                writer.write_record(row.iter().map(csv_cell))?;
            }
            writer.flush()?;
        }
        Format::Json => {
            out.write_all(b"[")?;
            for (index, row) in rows.enumerate() {
                out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
                let members: Map<String, Json> = header
                    .iter()
                    .zip(row)
                    .map(|(name, cell)| ((*name).to_owned(), json_cell(cell)))
                    .collect();
                serde_json::to_writer(&mut *out, &members)?;
            }
            out.write_all(b"\n]\n")?;
        }
    }
    Ok(())
}

fn csv_cell(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => quoted(text),
        Cell::Number(number) => number.to_string(),
        Cell::Count(count) => count.to_string(),
        Cell::Nothing => String::new(),
    }
}

/// A text as a field.
fn quoted(text: &str) -> String {
    format!("\"{}\"", neutral(text).replace('"', "\"\""))
}

fn json_cell(cell: Cell) -> Json {
    match cell {
        Cell::Text(text) => Json::from(text),
        Cell::Number(number) => Json::from(number),
        Cell::Count(count) => Json::from(count),
        Cell::Nothing => Json::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_numbers_whatever_they_begin_with() {
        assert_eq!(csv_cell(&Cell::Number(-1.5)), "-1.5");
        assert_eq!(csv_cell(&Cell::from("-1.5")), "\"'-1.5\"");
        assert_eq!(csv_cell(&Cell::Nothing), "");
    }

    #[test]
    fn quotes_commas_and_line_ends_survive_csv() {
        let mut out = Vec::new();
        write(
            &["a", "=b"],
            std::iter::once(vec![Cell::from("x,\"y\"\nz"), Cell::Count(3)]),
            Format::Csv,
            &mut out,
        )
        .unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\"a\",\"'=b\"\n\"x,\"\"y\"\"\nz\",3\n");
    }
}
