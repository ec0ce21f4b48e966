//! Tables: rows, columns, fields, records.

mod rows;

use std::collections::BTreeMap;

use super::error::{Reader, Source};
use super::raw;
use crate::cell::{CellKey, DeclarationItem};
use crate::code::{Code, ListId, ModuleId, TableId};
use crate::list::CodeList;
use crate::questionnaire::{
    Child, Column, Counts, Evidence, Profile, Records, Table, TableKind, Tier, ValueKind,
};

type Lists = BTreeMap<ListId, CodeList>;

/// The longest text a field may ask for unless it says otherwise, in characters.
const DEFAULT_TEXT: u32 = 1000;
/// The number of cells a multiple answer gets in the template unless it says otherwise.
const DEFAULT_SLOTS: u16 = 3;

pub(super) fn read(
    reader: &mut Reader<'_>,
    folder: &str,
    lists: &Lists,
    module_of: &BTreeMap<TableId, ModuleId>,
) -> BTreeMap<TableId, Table> {
    let mut tables = BTreeMap::new();
    for path in reader.folder(&format!("{folder}/tables")) {
        let Some((source, raw)) = reader.parse::<raw::Table>(&path) else { continue };
        let span = raw.id.span();
        let Some(table) = table(reader, source, raw, lists, module_of) else { continue };
        if tables.insert(table.id.clone(), table).is_some() {
            reader.fail(source, span, "another file defines a table of this id");
        }
    }
    tables
}

fn table(
    reader: &mut Reader<'_>,
    source: Source,
    raw: raw::Table,
    lists: &Lists,
    module_of: &BTreeMap<TableId, ModuleId>,
) -> Option<Table> {
    let id = TableId::from(raw.id.get_ref().as_str());
    let Some(module) = module_of.get(&id) else {
        reader.fail(source, raw.id.span(), "no module of edition.toml names this table");
        return None;
    };
    let profile = member(reader, source, &raw.profile, Profile::from_code, "core or full")?;
    let tier = member(reader, source, &raw.tier, Tier::from_code, "public, aggregate or restricted")?;
    let evidence =
        member(reader, source, &raw.evidence, Evidence::from_code, "data, source, known or inferred")?;
    let mut declares = Vec::new();
    for item in &raw.declares {
        let names = "status, blanks, scope, scope_note, institution, review, consent or note";
        declares.extend(member(reader, source, item, DeclarationItem::from_name, names));
    }
    declares.sort_unstable();
    let unit = unit(reader, source, raw.unit.as_ref(), lists).unwrap_or_else(|| "none".into());
    let kind = kind(reader, source, &raw, lists, profile)?;
    Some(Table {
        id,
        number: raw.number,
        module: module.clone(),
        kind,
        profile,
        unit,
        tier,
        evidence,
        declares,
        import_only: raw.import_only,
        persons: raw.persons,
    })
}

fn unit(reader: &mut Reader<'_>, source: Source, raw: Option<&raw::Name>, lists: &Lists) -> Option<Code> {
    let unit = raw?;
    if !lists.get("unit").is_some_and(|list| list.contains(unit.get_ref())) {
        reader.fail(source, unit.span(), "expected a code of the list `unit`");
    }
    Some(unit.get_ref().as_str().into())
}

fn kind(
    reader: &mut Reader<'_>,
    source: Source,
    raw: &raw::Table,
    lists: &Lists,
    profile: Profile,
) -> Option<TableKind> {
    match raw.kind.get_ref().as_str() {
        "counts" => {
            let rows = rows::read(reader, source, raw, lists, profile)?;
            let mut columns = columns(reader, source, &raw.column, lists);
            if raw.column.is_empty() {
                columns.push(Column {
                    code: CellKey::COUNT.into(),
                    kind: ValueKind::Count,
                    unit: None,
                    required: false,
                    personal: false,
                });
            }
            Some(TableKind::Counts(Counts { rows, columns }))
        }
        "fields" => Some(TableKind::Fields(columns(reader, source, &raw.field, lists))),
        "records" => {
            let fields = columns(reader, source, &raw.field, lists);
            let Some(key) = &raw.key else {
                reader.fail(
                    source,
                    raw.kind.span(),
                    "a record table needs `key`, the field of the case reference",
                );
                return None;
            };
            if !fields.iter().any(|field| field.code == *key.get_ref().as_str()) {
                reader.fail(source, key.span(), "expected the code of one of the fields");
            }
            let mut children = Vec::new();
            for child in &raw.child {
                let fields = columns(reader, source, &child.field, lists);
                children.push(Child { code: child.code.get_ref().as_str().into(), fields });
            }
            Some(TableKind::Records(Records { key: key.get_ref().as_str().into(), fields, children }))
        }
        _ => {
            reader.fail(source, raw.kind.span(), "expected counts, fields or records");
            None
        }
    }
}

fn columns(reader: &mut Reader<'_>, source: Source, raw: &[raw::Column], lists: &Lists) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for entry in raw {
        let code = crate::code::ColumnCode::from(entry.code.get_ref().as_str());
        if columns.iter().any(|column| column.code == code) {
            reader.fail(source, entry.code.span(), "stands twice in this table");
        }
        let Some(kind) = value_kind(reader, source, entry, lists) else { continue };
        let unit = unit(reader, source, entry.unit.as_ref(), lists);
        columns.push(Column { code, kind, unit, required: entry.required, personal: entry.personal });
    }
    columns
}

fn value_kind(
    reader: &mut Reader<'_>,
    source: Source,
    raw: &raw::Column,
    lists: &Lists,
) -> Option<ValueKind> {
    let mut list = || -> Option<ListId> {
        let Some(list) = &raw.list else {
            reader.fail(source, raw.kind.span(), "this kind needs `list`, the id of a code list");
            return None;
        };
        if !lists.contains_key(list.get_ref().as_str()) {
            reader.fail(source, list.span(), "no file of `lists/` defines this list");
            return None;
        }
        Some(list.get_ref().as_str().into())
    };
    Some(match raw.kind.get_ref().as_str() {
        "count" => ValueKind::Count,
        "share" => ValueKind::Share,
        "amount" => ValueKind::Amount,
        "text" => ValueKind::Text { most: raw.most.unwrap_or(DEFAULT_TEXT) },
        "date" => ValueKind::Date,
        "code" => ValueKind::Code { list: list()? },
        "codes" => ValueKind::Codes { list: list()?, slots: raw.slots.unwrap_or(DEFAULT_SLOTS) },
        _ => {
            reader.fail(source, raw.kind.span(), "expected count, share, amount, text, date, code or codes");
            return None;
        }
    })
}

/// The member an enumeration has under a name, or a mistake.
pub(super) fn member<T>(
    reader: &mut Reader<'_>,
    source: Source,
    name: &raw::Name,
    find: impl Fn(&str) -> Option<T>,
    expected: &str,
) -> Option<T> {
    let found = find(name.get_ref());
    if found.is_none() {
        reader.fail(source, name.span(), &format!("expected {expected}"));
    }
    found
}
