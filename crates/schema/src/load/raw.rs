//! The form of the definition files, exactly as they are written. Unknown keys are errors.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

pub(super) type Name = Spanned<String>;

/// `edition.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Edition {
    pub(super) id: Name,
    pub(super) first_year: u16,
    pub(super) predecessor: Option<String>,
    pub(super) languages: Vec<Name>,
    /// Fingerprint of the structure, once sealed.
    pub(super) sealed: Option<Name>,
    pub(super) text_version: String,
    pub(super) module: Vec<Module>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Module {
    pub(super) id: Name,
    pub(super) tables: Vec<Name>,
}

/// `tables/*.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    pub(super) id: Name,
    pub(super) number: String,
    pub(super) kind: Name,
    pub(super) profile: Name,
    pub(super) unit: Option<Name>,
    pub(super) tier: Name,
    pub(super) evidence: Name,
    #[serde(default)]
    pub(super) declares: Vec<Name>,
    #[serde(default)]
    pub(super) import_only: bool,
    #[serde(default)]
    pub(super) persons: bool,
    /// The list of the row codes.
    pub(super) list: Option<Name>,
    /// Rows are the combinations of these lists' codes, joined by dots.
    pub(super) axes: Option<Vec<Name>>,
    /// Rows are chosen by the State.
    pub(super) open: Option<Open>,
    /// How published files name the table; a row's own label fills what is missing here.
    pub(super) published: Option<Published>,
    #[serde(default)]
    pub(super) row: Vec<Row>,
    #[serde(default)]
    pub(super) column: Vec<Column>,
    #[serde(default)]
    pub(super) field: Vec<Column>,
    pub(super) key: Option<Name>,
    #[serde(default)]
    pub(super) child: Vec<Child>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Open {
    pub(super) list: Name,
    pub(super) most: u16,
}

#[derive(Deserialize, Clone, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Published {
    pub(super) vintage: Option<String>,
    pub(super) indicator: Option<String>,
    pub(super) dimension: Option<String>,
    pub(super) category: Option<String>,
    pub(super) sex: Option<String>,
    pub(super) age: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    pub(super) code: Name,
    pub(super) role: Option<Name>,
    pub(super) parent: Option<Name>,
    pub(super) profile: Option<Name>,
    /// The table labels this row itself (`row.TABLE.CODE`), although its other rows come from a list.
    #[serde(default)]
    pub(super) own_label: bool,
    #[serde(default)]
    pub(super) import_only: bool,
    /// Small counts of it are masked when published.
    #[serde(default)]
    pub(super) sensitive: bool,
    #[serde(default)]
    pub(super) published: Vec<Published>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Column {
    pub(super) code: Name,
    /// `count | share | amount | text | date | code | codes`.
    pub(super) kind: Name,
    pub(super) list: Option<Name>,
    /// The unit, where it is not the table's.
    pub(super) unit: Option<Name>,
    pub(super) most: Option<u32>,
    pub(super) slots: Option<u16>,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    pub(super) personal: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Child {
    pub(super) code: Name,
    #[serde(default)]
    pub(super) field: Vec<Column>,
}

/// `lists/*.toml`, but for countries.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct List {
    pub(super) id: Name,
    pub(super) code: Vec<ListCode>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListCode {
    pub(super) code: Name,
    /// Codes of other systems, e.g. `iccs = "0101"`.
    #[serde(default)]
    pub(super) same_as: BTreeMap<String, String>,
}

/// `lists/countries.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Countries {
    #[serde(rename = "id")]
    pub(super) _id: String,
    pub(super) country: Vec<Country>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Country {
    pub(super) code: Name,
    pub(super) m49: String,
    pub(super) kind: Name,
    pub(super) region: String,
    pub(super) subregion: String,
    #[serde(default)]
    pub(super) landlocked: bool,
    /// Persons, of about 2018.
    pub(super) population: Option<u64>,
    #[serde(default)]
    pub(super) makes_arms: bool,
    pub(super) name: BTreeMap<String, String>,
}

/// `relations.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Relations {
    pub(super) relation: Vec<Relation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Relation {
    pub(super) code: Name,
    pub(super) name: String,
    pub(super) left: Vec<Name>,
    #[serde(default)]
    pub(super) each: bool,
    pub(super) is: Name,
    pub(super) right: Vec<Name>,
    pub(super) factor: Option<f64>,
    pub(super) tolerance: Option<f64>,
    pub(super) missing: Name,
    pub(super) above: Option<Name>,
    pub(super) below: Option<Name>,
    pub(super) scope: Option<Name>,
    pub(super) when: Option<When>,
    pub(super) gate: Option<Name>,
    pub(super) since: String,
    pub(super) source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct When {
    pub(super) field: Name,
    pub(super) is: Name,
}

/// `thresholds.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Thresholds {
    pub(super) threshold: Vec<Threshold>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Threshold {
    pub(super) rule: Name,
    pub(super) name: Name,
    pub(super) value: f64,
    pub(super) source: String,
}

/// `changes.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Changes {
    pub(super) from: Vec<From>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct From {
    pub(super) edition: Name,
    pub(super) fingerprint: Option<String>,
    #[serde(default)]
    pub(super) change: Vec<Change>,
    #[serde(default)]
    pub(super) code: Vec<ChangedCode>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    pub(super) was: Name,
    /// The present path; left out where it is no longer asked.
    pub(super) is: Option<Name>,
    /// For readers of the file.
    #[serde(rename = "why")]
    pub(super) _why: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangedCode {
    pub(super) list: Name,
    pub(super) was: String,
    pub(super) is: Name,
}

/// `indicators.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Indicators {
    pub(super) indicator: Vec<Indicator>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Indicator {
    pub(super) id: String,
    pub(super) method: Vec<Method>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Method {
    pub(super) id: String,
    pub(super) numerator: Vec<Name>,
    pub(super) denominator: Vec<Name>,
    pub(super) combine: Name,
    pub(super) years: Vec<i16>,
    pub(super) source: String,
}

/// `text/<lang>/*.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    /// Whether a person has reviewed the texts of this file.
    pub(super) reviewed: bool,
    /// Keys for which the opposite holds.
    #[serde(default)]
    pub(super) except: Vec<String>,
    #[serde(rename = "text")]
    pub(super) by_key: BTreeMap<Name, String>,
}
