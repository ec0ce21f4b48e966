//! Tidy observations: one row for each cell about which something is said, with its status.

use schema::{Availability, CellKey, Lang, Observation, Quality, Questionnaire, Response, Value};

pub use crate::disclosure::Audience;
use crate::disclosure::{Door, Leaves, Purpose};

/// One row. Texts are empty where there is nothing to say; a status is always there.
#[derive(Clone, PartialEq, Debug)]
pub struct ObservationRow {
    /// ISO 3166-1 alpha-3.
    pub ref_area: String,
    /// The name in English.
    pub area_name: String,
    /// UNODC region.
    pub region: String,
    /// UNODC subregion.
    pub subregion: String,
    /// The reference year.
    pub time_period: u16,
    /// The table.
    pub table_id: String,
    /// Its label in English.
    pub table_label: String,
    /// The row or field.
    pub row_code: String,
    /// Its label in English.
    pub row_label: String,
    /// The column.
    pub column_code: String,
    /// The number; `None` where there is none or it is withheld.
    pub obs_value: Option<f64>,
    /// The code or date, for answers that are no numbers; for the secretariat the text too.
    pub obs_text: String,
    /// The unit of the column, or else of the table.
    pub unit: String,
    /// Our availability code, e.g. `ZU`; empty where it is withheld, since it would tell a zero.
    pub availability: &'static str,
    /// SDMX observation status: `A`, `V`, `L`, `M`, `K`, `O`, or `P`, `E`, `B` for flagged numbers, `Q` where withheld.
    pub obs_status: &'static str,
    /// SDMX confidentiality: `F` free, `N` not for publication, for its tier, for want of consent or by itself.
    pub conf_status: &'static str,
    /// The cell that includes this number.
    pub included_in: String,
    /// Who supplied it, as published.
    pub source: String,
    /// The note; for the secretariat only.
    pub note: String,
    /// SHA-256 of the upload it was read from.
    pub origin_upload: String,
    /// Where in it.
    pub origin: String,
}

/// The rows of responses, in the order of the questionnaire.
pub fn rows<'a>(
    questionnaire: &'a Questionnaire,
    responses: impl IntoIterator<Item = &'a Response>,
    audience: Audience,
) -> Vec<ObservationRow> {
    let mut rows = Vec::new();
    for response in responses {
        let door = Door { questionnaire, response, audience };
        for table in questionnaire.tables_in_order() {
            for (key, cell) in response.table(&table.id).filter(|(_, cell)| !cell.is_silent()) {
                match door.leaves(key, cell, Purpose::Cell) {
                    Leaves::Whole => rows.push(row(&door, key, cell)),
                    Leaves::Withheld => rows.push(withheld(row(&door, key, cell))),
                    Leaves::Nothing => {}
                }
            }
        }
    }
    rows
}

/// What is left of a row whose value may not leave: that there is one.
fn withheld(row: ObservationRow) -> ObservationRow {
    ObservationRow {
        obs_value: None,
        obs_text: String::new(),
        availability: "",
        obs_status: "Q",
        included_in: String::new(),
        ..row
    }
}

fn row(door: &Door<'_>, key: &CellKey, cell: &Observation) -> ObservationRow {
    let Door { questionnaire, response, audience } = *door;
    let country = questionnaire.countries.get(response.country.as_str());
    let number = match &cell.value {
        Some(Value::Count(count)) => Some(crate::as_number(*count)),
        Some(Value::Decimal(number)) => Some(*number),
        _ => None,
    };
    let secretariat = audience == Audience::Secretariat;
    let text = match &cell.value {
        Some(value @ (Value::Code(_) | Value::Codes(_) | Value::Date(_))) => value.to_string(),
        Some(Value::Text(text)) if secretariat => text.to_string(),
        _ => String::new(),
    };
    let public = Door { audience: Audience::Public, ..*door };
    let free = public.leaves(key, cell, Purpose::Cell) == Leaves::Whole;
    let table = questionnaire.table(key.table.as_str());
    ObservationRow {
        ref_area: response.country.to_string(),
        area_name: country.map(|country| country.name(Lang::En).to_owned()).unwrap_or_default(),
        region: country.map(|country| country.region.clone()).unwrap_or_default(),
        subregion: country.map(|country| country.subregion.clone()).unwrap_or_default(),
        time_period: response.year,
        table_id: key.table.to_string(),
        table_label: questionnaire.table_label(&key.table, Lang::En),
        row_code: key.row.to_string(),
        row_label: questionnaire.row_label(&key.table, &key.row, Lang::En),
        column_code: key.column.to_string(),
        obs_value: number,
        obs_text: text,
        unit: table.map(|table| table.unit_of(key.column.as_str()).to_string()).unwrap_or_default(),
        availability: cell.availability.code(),
        obs_status: status(cell),
        conf_status: if free { "F" } else { "N" },
        included_in: cell.included_in.as_ref().map(ToString::to_string).unwrap_or_default(),
        source: cell.source.as_deref().unwrap_or_default().to_owned(),
        note: cell.note.as_deref().filter(|_| secretariat).unwrap_or_default().to_owned(),
        origin_upload: cell.upload.as_deref().unwrap_or_default().to_owned(),
        origin: cell.origin.as_ref().map(ToString::to_string).unwrap_or_default(),
    }
}

/// The one mapping to SDMX that counts; a flag on a number comes before its availability.
pub fn status(cell: &Observation) -> &'static str {
    let flag = |quality: Quality| cell.quality.contains(&quality) && cell.availability.is_known();
    if flag(Quality::Break) {
        return "B";
    }
    if flag(Quality::Estimate) {
        return "E";
    }
    if flag(Quality::Provisional) {
        return "P";
    }
    match cell.availability {
        Availability::Reported | Availability::Zero => "A",
        Availability::ZeroUnconfirmed => "V",
        Availability::NotAvailable => "L",
        Availability::NotApplicable => "M",
        Availability::Included => "K",
        Availability::Blank => "O",
    }
}
