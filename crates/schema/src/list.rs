//! Code lists and countries.

use std::collections::BTreeMap;

use crate::code::{Code, CountryCode, ListId};
use crate::text::Lang;
use crate::value::code_enum;
use std::fmt;

/// A closed list of codes.
#[derive(Clone, Debug)]
pub struct CodeList {
    /// The id.
    pub id: ListId,
    /// The codes in order.
    pub codes: Vec<Code>,
    /// For each code that another system names differently: system and its code, e.g. `ICCS`.
    pub mappings: BTreeMap<Code, Vec<(String, String)>>,
}

impl CodeList {
    /// Whether a code is in the list.
    pub fn contains(&self, code: &str) -> bool {
        self.codes.iter().any(|candidate| candidate == code)
    }
}

code_enum! {
    /// What a country entry is.
    CountryKind {
        /// A Member State of the United Nations.
        Member = "member",
        /// An observer State.
        Observer = "observer",
        /// A territory: it may stand in lists of countries, but does not report.
        Territory = "territory",
        /// A user-assigned code for demonstrations and tests.
        Fictional = "fictional",
    }
}

/// A country.
#[derive(Clone, Debug)]
pub struct Country {
    /// ISO 3166-1 alpha-3.
    pub code: CountryCode,
    /// UN M49, three digits.
    pub m49: String,
    /// What the entry is.
    pub kind: CountryKind,
    /// UNODC region.
    pub region: String,
    /// UNODC subregion.
    pub subregion: String,
    /// The State has no coast.
    pub landlocked: bool,
    /// Persons, of about 2018 (GeoNames, CC BY 4.0): an order of magnitude; `None` where it is not known.
    pub population: Option<u64>,
    /// The State is known to make small arms industrially.
    pub makes_arms: bool,
    /// The name in each language.
    pub names: BTreeMap<Lang, String>,
}

impl Country {
    /// Whether it can be the reporting State of a return.
    pub fn reports(&self) -> bool {
        self.kind != CountryKind::Territory
    }

    /// The name in a language, in English where there is none.
    pub fn name(&self, lang: Lang) -> &str {
        self.names
            .get(&lang)
            .or_else(|| self.names.get(&Lang::En))
            .map_or_else(|| self.code.as_str(), String::as_str)
    }
}

/// All countries by code.
#[derive(Clone, Debug, Default)]
pub struct Countries(pub BTreeMap<CountryCode, Country>);

impl Countries {
    /// A country by code.
    pub fn get(&self, code: &str) -> Option<&Country> {
        self.0.get(code)
    }

    /// The name of a country in a language.
    pub fn name(&self, code: &str, lang: Lang) -> Option<&str> {
        self.0.get(code).map(|country| country.name(lang))
    }
}
