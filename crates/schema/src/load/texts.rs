//! Texts: every key the structure needs, in every language; no key it does not know.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::error::{DefinitionError, Reader, Source};
use super::raw;
use crate::cell::DeclarationItem;
use crate::questionnaire::{Questionnaire, Rows, Table, TableKind};
use crate::text::{Lang, Texts};

/// Keys under these prefixes belong to the structure; all others belong to programs (`rule.`, `workbook.`, …)
/// and need only be the same in every language.
const STRUCTURE: [&str; 9] =
    ["edition.", "module.", "table.", "row.", "column.", "field.", "child.", "list.", "declaration."];

/// Where the keys of each language stand.
type Places = BTreeMap<(Lang, String), (Source, Range<usize>)>;

pub(super) fn read(reader: &mut Reader<'_>, folder: &str, questionnaire: &Questionnaire) -> Texts {
    let mut texts = Texts::default();
    let mut places: Places = BTreeMap::new();
    for lang in &questionnaire.languages {
        let (mut by_key, mut reviewed) = (BTreeMap::new(), BTreeSet::new());
        for path in reader.folder(&format!("{folder}/text/{lang}")) {
            let Some((source, raw)) = reader.parse::<raw::Text>(&path) else { continue };
            for (key, text) in raw.by_key {
                if raw.reviewed != raw.except.contains(key.get_ref()) {
                    reviewed.insert(key.get_ref().clone());
                }
                if by_key.insert(key.get_ref().clone(), text).is_some() {
                    reader.fail(source, key.span(), "this key stands twice in this language");
                }
                places.insert((*lang, key.get_ref().clone()), (source, key.span()));
            }
        }
        texts.by_lang.insert(*lang, by_key);
        texts.reviewed.insert(*lang, reviewed);
    }
    compare(reader, folder, questionnaire, &texts, &places);
    texts
}

fn compare(
    reader: &mut Reader<'_>,
    folder: &str,
    questionnaire: &Questionnaire,
    texts: &Texts,
    places: &Places,
) {
    let needed = needed(questionnaire);
    let program: BTreeSet<&String> = texts
        .by_lang
        .values()
        .flat_map(BTreeMap::keys)
        .filter(|key| !STRUCTURE.iter().any(|prefix| key.starts_with(prefix)))
        .collect();
    let optional: BTreeSet<&String> =
        texts.by_lang.values().flat_map(BTreeMap::keys).filter(|key| is_help(key)).collect();
    for lang in &questionnaire.languages {
        let Some(by_key) = texts.by_lang.get(lang) else { continue };
        let missing = needed.iter().chain(program.iter().copied()).chain(optional.iter().copied());
        let missing: BTreeSet<_> = missing.filter(|key| !by_key.contains_key(*key)).collect();
        for key in missing {
            reader.errors.push(DefinitionError {
                file: format!("{folder}/text/{lang}"),
                line: 0,
                column: 0,
                message: format!("language {lang} has no text for the key \"{key}\""),
            });
        }
        for key in by_key.keys().filter(|key| STRUCTURE.iter().any(|prefix| key.starts_with(prefix))) {
            let stem = key.strip_suffix(".help").unwrap_or(key);
            let known = needed.contains(stem) || stem.starts_with("column.") || stem.starts_with("list.");
            if !known && let Some((source, span)) = places.get(&(*lang, key.clone())) {
                reader.fail(*source, span.clone(), "no part of the questionnaire has this key");
            }
        }
    }
}

/// The keys without which a label would be missing.
fn needed(questionnaire: &Questionnaire) -> BTreeSet<String> {
    let mut keys: BTreeSet<String> =
        ["edition.title", "column.COUNT", "column.VALUE"].map(str::to_owned).into();
    keys.extend(DeclarationItem::ALL.map(|item| format!("declaration.{}", item.name())));
    for module in &questionnaire.modules {
        keys.insert(format!("module.{}", module.id));
    }
    for table in questionnaire.tables.values() {
        keys.insert(format!("table.{}", table.id));
        table_keys(table, &mut keys);
    }
    for list in questionnaire.lists.values().filter(|list| list.id != "country") {
        keys.insert(format!("list.{}", list.id));
        keys.extend(list.codes.iter().map(|code| format!("list.{}.{code}", list.id)));
    }
    keys
}

fn table_keys(table: &Table, keys: &mut BTreeSet<String>) {
    let id = &table.id;
    match &table.kind {
        TableKind::Counts(counts) => {
            if let Rows::Closed(rows) = &counts.rows {
                let own = rows.iter().filter(|row| row.list.is_none() && row.axes.is_empty());
                keys.extend(own.map(|row| format!("row.{id}.{}", row.code)));
            }
            let named = counts.columns.iter().filter(|column| column.code != "COUNT");
            keys.extend(named.map(|column| format!("column.{id}.{}", column.code)));
        }
        TableKind::Fields(fields) => {
            keys.extend(fields.iter().map(|field| format!("field.{id}.{}", field.code)));
        }
        TableKind::Records(records) => {
            keys.extend(records.fields.iter().map(|field| format!("field.{id}.{}", field.code)));
            for child in &records.children {
                keys.insert(format!("child.{id}.{}", child.code));
                keys.extend(child.fields.iter().map(|field| format!("field.{id}.{}", field.code)));
            }
        }
    }
}

/// A definition shown beside a label; wanted in every language as soon as one has it.
fn is_help(key: &str) -> bool {
    key.rsplit_once('.').is_some_and(|(_, last)| last == "help")
}
