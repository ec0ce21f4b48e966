//! The examples of the rule pages: small TOML returns.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use schema::load::embedded;
use schema::questionnaire::{TableKind, ValueKind};
use schema::{
    Availability, Catalogue, CellKey, Code, Corrected, DeclarationItem, Header, Lang, Observation, Pointer,
    Profile, Questionnaire, Record, Response, Submission, Value,
};
use toml::{Table, Value as Toml};
use validation::Known;

/// The edition 2018, of which only some core tables are asked where an example says so.
pub(crate) fn edition(core: Option<&Toml>) -> Questionnaire {
    static EDITION: OnceLock<Questionnaire> = OnceLock::new();
    let whole = || Catalogue::parse(&embedded()).unwrap().editions.remove("2018").unwrap();
    let mut edition = EDITION.get_or_init(whole).clone();
    let core: Vec<&str> =
        core.and_then(Toml::as_array).into_iter().flatten().filter_map(Toml::as_str).collect();
    for table in edition.tables.values_mut() {
        if !core.contains(&table.id.as_str()) {
            table.profile = Profile::Full;
        }
    }
    edition
}

/// An example as a submission and what is known besides.
pub(crate) fn read(text: &str) -> (Questionnaire, Submission, Known) {
    let example: Table = text.parse().unwrap();
    let edition = edition(example.get("core"));
    let number = |key: &str, default: i64| {
        u16::try_from(example.get(key).and_then(Toml::as_integer).unwrap_or(default)).unwrap()
    };
    let year = number("year", 2025);
    let country = example.get("country").and_then(Toml::as_str).unwrap_or("XDA");
    let profile =
        example.get("profile").and_then(Toml::as_str).and_then(Profile::from_code).unwrap_or(Profile::Core);
    let response = response(&edition, country, year, &example);
    let header = Header {
        edition: edition.edition.clone(),
        country: country.into(),
        cycle: number("cycle", i64::from(year) + 1),
        year,
        language: Lang::En,
        profile,
        template: None,
    };
    let mut known = Known::of_cycle(header.cycle);
    for (earlier, part) in example.get("earlier").and_then(Toml::as_table).into_iter().flatten() {
        let earlier: u16 = earlier.parse().unwrap();
        known.earlier.insert(earlier, self::response(&edition, country, earlier, part.as_table().unwrap()));
    }
    let mut corrections = BTreeMap::new();
    for (earlier, cells) in example.get("corrections").and_then(Toml::as_table).into_iter().flatten() {
        let cells = cells.as_table().unwrap().iter().map(|(key, answer)| {
            let reason = answer.get("reason").and_then(Toml::as_str).map(Code::from);
            (
                CellKey::parse(key).unwrap(),
                Corrected { observation: observation(&ValueKind::Count, answer), reason },
            )
        });
        corrections.insert(earlier.parse().unwrap(), cells.collect());
    }
    (edition, Submission { header, response, corrections }, known)
}

fn response(edition: &Questionnaire, country: &str, year: u16, part: &Table) -> Response {
    let mut response = Response::new(edition.edition.clone(), country.into(), year);
    let members = |name: &str| part.get(name).and_then(Toml::as_table).into_iter().flatten();
    for (key, answer) in members("cells") {
        let key = CellKey::parse(key).unwrap_or_else(|| panic!("{key} is no cell"));
        let kind = edition.kind(&key).unwrap_or_else(|| panic!("there is no cell {key}"));
        response.cells.insert(key, observation(kind, answer));
    }
    for (key, answer) in members("fields") {
        let (table, field) = key.split_once('/').unwrap();
        let key = CellKey::field(table, field);
        let kind = edition.kind(&key).unwrap_or_else(|| panic!("there is no field {key}"));
        response.cells.insert(key, observation(kind, answer));
    }
    for (table, items) in members("declarations") {
        let declaration = response.declarations.entry(table.as_str().into()).or_default();
        for (item, answer) in items.as_table().unwrap() {
            let item = DeclarationItem::from_name(item).unwrap();
            let value = match answer {
                Toml::Array(codes) => {
                    Value::Codes(codes.iter().map(|code| code.as_str().unwrap().into()).collect())
                }
                other => Value::Code(other.as_str().unwrap().into()),
            };
            declaration.items.insert(item, Observation::of(value));
        }
    }
    for (table, records) in members("records") {
        let TableKind::Records(form) = &edition.table(table).unwrap().kind else {
            panic!("{table} has no records")
        };
        let records = records.as_array().unwrap().iter().map(|record| {
            let answers = record.as_table().unwrap().iter().map(|(field, answer)| {
                let kind = &form.fields.iter().find(|column| column.code == *field.as_str()).unwrap().kind;
                (field.as_str().into(), observation(kind, answer))
            });
            Record { answers: answers.collect(), ..Record::default() }
        });
        response.records.insert(table.as_str().into(), records.collect());
    }
    response
}

fn observation(kind: &ValueKind, answer: &Toml) -> Observation {
    if let Toml::Table(facets) = answer {
        let mut observation = match facets.get("value") {
            Some(value) => observation(kind, value),
            None => Observation::absent(Availability::Blank),
        };
        observation.note = facets.get("note").and_then(Toml::as_str).map(Into::into);
        let flags = facets.get("quality").and_then(Toml::as_array).into_iter().flatten();
        observation.quality =
            flags.map(|flag| schema::Quality::from_code(flag.as_str().unwrap()).unwrap()).collect();
        return observation;
    }
    match answer {
        Toml::Integer(count) => Observation::of(Value::Count(u64::try_from(*count).unwrap())),
        Toml::Array(codes) => {
            Observation::of(Value::Codes(codes.iter().map(|code| code.as_str().unwrap().into()).collect()))
        }
        Toml::String(text) => {
            if let Some(pointer) = text.strip_prefix("INC ") {
                return Observation {
                    included_in: Pointer::parse(pointer),
                    ..Observation::absent(Availability::Included)
                };
            }
            match Availability::from_code(text) {
                Some(status) => Observation::absent(status),
                None if kind.list().is_some() => Observation::of(Value::Code(text.as_str().into())),
                None => Observation::of(Value::Text(text.as_str().into())),
            }
        }
        other => panic!("{other} is no answer"),
    }
}
