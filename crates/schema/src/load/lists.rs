//! Code lists and countries.

use std::collections::BTreeMap;

use super::error::Reader;
use super::raw;
use crate::code::{Code, CountryCode, ListId};
use crate::list::{CodeList, Countries, Country, CountryKind};
use crate::text::Lang;

const COUNTRIES: &str = "lists/countries.toml";

pub(super) fn read(reader: &mut Reader<'_>) -> (BTreeMap<ListId, CodeList>, Countries) {
    let mut lists = BTreeMap::new();
    for path in reader.folder("lists") {
        if path == COUNTRIES {
            continue;
        }
        let Some((source, raw)) = reader.parse::<raw::List>(&path) else { continue };
        let id = ListId::from(raw.id.get_ref().as_str());
        let mut list = CodeList { id: id.clone(), codes: Vec::new(), mappings: BTreeMap::new() };
        for entry in raw.code {
            let code = Code::from(entry.code.get_ref().as_str());
            if list.codes.contains(&code) {
                reader.fail(source, entry.code.span(), "stands twice in this list");
            }
            if !entry.same_as.is_empty() {
                list.mappings.insert(code.clone(), entry.same_as.into_iter().collect());
            }
            list.codes.push(code);
        }
        if lists.insert(id, list).is_some() {
            reader.fail(source, raw.id.span(), "another file defines a list of this id");
        }
    }
    let countries = countries(reader);
    let codes = countries.0.keys().map(|code| Code::from(code.as_str())).collect();
    let list = CodeList { id: "country".into(), codes, mappings: BTreeMap::new() };
    lists.insert("country".into(), list);
    (lists, countries)
}

fn countries(reader: &mut Reader<'_>) -> Countries {
    let mut countries = Countries::default();
    let Some((source, raw)) = reader.parse::<raw::Countries>(COUNTRIES) else { return countries };
    for entry in raw.country {
        let code = CountryCode::from(entry.code.get_ref().as_str());
        let Some(kind) = CountryKind::from_code(entry.kind.get_ref()) else {
            reader.fail(source, entry.kind.span(), "expected member, observer, territory or fictional");
            continue;
        };
        let mut names = BTreeMap::new();
        for (lang, name) in entry.name {
            match Lang::from_code(&lang) {
                Some(lang) => {
                    names.insert(lang, name);
                }
                None => {
                    reader.fail(
                        source,
                        entry.code.span(),
                        &format!("`name` has the unknown language {lang}"),
                    );
                }
            }
        }
        let country = Country {
            code: code.clone(),
            m49: entry.m49,
            kind,
            region: entry.region,
            subregion: entry.subregion,
            landlocked: entry.landlocked,
            population: entry.population,
            makes_arms: entry.makes_arms,
            names,
        };
        if countries.0.insert(code, country).is_some() {
            reader.fail(source, entry.code.span(), "stands twice in this list");
        }
    }
    countries
}
