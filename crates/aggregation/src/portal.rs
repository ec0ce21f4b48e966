//! The portal's layout: 13 columns, the labels of a vintage, typos included.

use std::collections::{BTreeMap, BTreeSet};

use schema::questionnaire::{Counts, PublishedLabel, Row};
use schema::{CellKey, Confidentiality, Lang, Questionnaire, Response, RowCode, Table};

use crate::disclosure::{Audience, Door, Purpose};

/// One row of the portal's layout; unit `Counts` and all labels as published.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct PortalRow {
    /// `Iso3_code`.
    pub iso3: String,
    /// `Country`.
    pub country: String,
    /// `Region`.
    pub region: String,
    /// `Subregion`.
    pub subregion: String,
    /// `Indicator`.
    pub indicator: String,
    /// `Dimension`.
    pub dimension: String,
    /// `Category`.
    pub category: String,
    /// `Sex`.
    pub sex: String,
    /// `Age`.
    pub age: String,
    /// `Year`.
    pub year: u16,
    /// `VALUE`.
    pub value: u64,
    /// `Source`.
    pub source: String,
}

/// The header of the layout.
pub const HEADER: [&str; 13] = [
    "Iso3_code",
    "Country",
    "Region",
    "Subregion",
    "Indicator",
    "Dimension",
    "Category",
    "Sex",
    "Age",
    "Year",
    "Unit of measurement",
    "VALUE",
    "Source",
];

/// The unit of every published figure.
pub const UNIT: &str = "Counts";

/// The rows of responses with the labels of a vintage, e.g. `2022`. Confidential numbers stay out for everybody: the
/// layout has no column that would say so.
pub fn rows<'a>(
    questionnaire: &Questionnaire,
    responses: impl IntoIterator<Item = &'a Response>,
    vintage: &str,
    audience: Audience,
) -> Vec<PortalRow> {
    let labels = labels(questionnaire, vintage);
    let mut rows = Vec::new();
    for response in responses {
        let country = questionnaire.countries.get(response.country.as_str());
        let door = Door { questionnaire, response, audience };
        for (key, cell) in &response.cells {
            let Some(label) = labels.get(key) else { continue };
            let free = cell.confidentiality == Confidentiality::Public;
            let Some(value) = door.count(key, Purpose::Cell).filter(|_| free) else { continue };
            rows.push(PortalRow {
                iso3: response.country.to_string(),
                country: country.map(|country| country.name(Lang::En).to_owned()).unwrap_or_default(),
                region: country.map(|country| country.region.clone()).unwrap_or_default(),
                subregion: country.map(|country| country.subregion.clone()).unwrap_or_default(),
                indicator: label.indicator.clone(),
                dimension: label.dimension.clone(),
                category: label.category.clone(),
                sex: label.sex.clone(),
                age: label.age.clone(),
                year: response.year,
                value,
                source: cell.source.as_deref().unwrap_or("IAFQ").to_owned(),
            });
        }
    }
    rows
}

/// The published label of each cell in a vintage; neutral keys of imports have the label of the row they stand for.
pub fn labels(questionnaire: &Questionnaire, vintage: &str) -> BTreeMap<CellKey, PublishedLabel> {
    let mut labels = BTreeMap::new();
    for table in questionnaire.tables.values() {
        let rows = table.counts().map_or(&[][..], |counts| counts.closed());
        for row in rows {
            let label = own(row, vintage).or_else(|| base(table, row).and_then(|base| own(base, vintage)));
            if let Some(label) = label {
                labels.insert(CellKey::count(table.id.clone(), row.code.clone()), label.clone());
            }
        }
    }
    labels
}

/// The vintages whose labels are known.
pub fn vintages(questionnaire: &Questionnaire) -> BTreeSet<&str> {
    let tables = questionnaire.tables.values().filter_map(Table::counts);
    let labels = tables.flat_map(Counts::closed).flat_map(|row| &row.published);
    labels.filter_map(|label| label.vintage.as_deref()).collect()
}

fn own<'a>(row: &'a Row, vintage: &str) -> Option<&'a PublishedLabel> {
    row.published.iter().find(|label| label.vintage.as_deref().is_none_or(|own| own == vintage))
}

/// The row a neutral key stands for: its code without the last two characters, `_A` or `_B`.
fn base<'a>(table: &'a Table, row: &Row) -> Option<&'a Row> {
    let code: RowCode =
        row.code.as_str().strip_suffix("_A").or_else(|| row.code.as_str().strip_suffix("_B"))?.into();
    table.counts()?.closed().iter().find(|other| row.import_only && other.code == code)
}
