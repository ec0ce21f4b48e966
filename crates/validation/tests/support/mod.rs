//! The examples of the rule pages: small TOML returns.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use schema::load::embedded;
use schema::questionnaire::{Column, Records, TableKind, ValueKind};
use schema::{
    Availability, Catalogue, CellKey, Code, Corrected, DeclarationItem, Header, Lang, Observation, Pointer,
    Profile, Questionnaire, Record, Response, Submission, Value,
};
use toml::{Table, Value as Toml};
use validation::{Clearance, History, Known};

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
    for (earlier, part) in example.get("published").and_then(Toml::as_table).into_iter().flatten() {
        let earlier: u16 = earlier.parse().unwrap();
        known.published.insert(earlier, self::response(&edition, country, earlier, part.as_table().unwrap()));
    }
    for (other, part) in example.get("others").and_then(Toml::as_table).into_iter().flatten() {
        known
            .others
            .insert(other.as_str().into(), self::response(&edition, other, year, part.as_table().unwrap()));
    }
    if example.get("history").and_then(Toml::as_str) == Some("complete") {
        known.history = History::Complete;
    }
    known.clearance = example.get("clearance").and_then(Toml::as_table).map(clearance);
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
    (edition, Submission { corrections, ..Submission::of(header, response) }, known)
}

/// What was decided before publication: `approved`, `tables`, `explained = ["CTX-05 2025:SZ.CTX/FATRAFF"]`, `small_counts`.
fn clearance(part: &Table) -> Clearance {
    let texts = |name: &str| -> Vec<&str> {
        part.get(name).and_then(Toml::as_array).into_iter().flatten().filter_map(Toml::as_str).collect()
    };
    Clearance {
        approved: part.get("approved").and_then(Toml::as_str).map(str::to_owned),
        tables: texts("tables").into_iter().map(Into::into).collect(),
        explained: texts("explained")
            .into_iter()
            .map(|text| text.split_once(' ').unwrap())
            .map(|(code, place)| (code.into(), place.to_owned()))
            .collect(),
        small_counts_decided: texts("small_counts").into_iter().map(Into::into).collect(),
    }
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
                other if item.list().is_none() => Value::Text(other.as_str().unwrap().into()),
                other => Value::Code(other.as_str().unwrap().into()),
            };
            declaration.items.insert(item, Observation::of(value));
        }
    }
    for (table, records) in members("records") {
        let TableKind::Records(form) = &edition.table(table).unwrap().kind else {
            panic!("{table} has no records")
        };
        let records =
            records.as_array().unwrap().iter().map(|record| self::record(form, record.as_table().unwrap()));
        response.records.insert(table.as_str().into(), records.collect());
    }
    response
}

/// A case; its lines stand under the code of their child table: `ARMS = [{ TYPE = "PISTOL", COUNT = 3 }]`.
fn record(form: &Records, part: &Table) -> Record {
    let mut record = Record::default();
    let answers = |fields: &[Column], part: &Table| -> schema::response::Answers {
        let known =
            part.iter().filter(|(name, _)| form.children.iter().all(|child| child.code != *name.as_str()));
        known
            .map(|(field, answer)| {
                let column = fields.iter().find(|column| column.code == *field.as_str());
                let kind = &column.unwrap_or_else(|| panic!("there is no field {field}")).kind;
                (field.as_str().into(), observation(kind, answer))
            })
            .collect()
    };
    record.answers = answers(&form.fields, part);
    for child in &form.children {
        let lines = part.get(child.code.as_str()).and_then(Toml::as_array).into_iter().flatten();
        let lines: Vec<_> = lines.map(|line| answers(&child.fields, line.as_table().unwrap())).collect();
        if !lines.is_empty() {
            record.children.insert(child.code.clone(), lines);
        }
    }
    record
}

fn observation(kind: &ValueKind, answer: &Toml) -> Observation {
    if let Toml::Table(facets) = answer {
        let mut observation = match facets.get("value") {
            Some(value) => observation(kind, value),
            None => Observation::absent(Availability::Blank),
        };
        observation.note = facets.get("note").and_then(Toml::as_str).map(Into::into);
        observation.source = facets.get("source").and_then(Toml::as_str).map(Into::into);
        let flags = facets.get("quality").and_then(Toml::as_array).into_iter().flatten();
        observation.quality =
            flags.map(|flag| schema::Quality::from_code(flag.as_str().unwrap()).unwrap()).collect();
        return observation;
    }
    match answer {
        Toml::Integer(count) => Observation::of(Value::Count(u64::try_from(*count).unwrap())),
        Toml::Float(number) => Observation::of(Value::Decimal(*number)),
        Toml::Datetime(date) => Observation::of(Value::Date(
            date.to_string().parse().unwrap_or_else(|_| panic!("{date} is no date")),
        )),
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
