//! Texts: every key the structure needs, in every language; no key it does not know.

use std::collections::{BTreeMap, BTreeSet};

use super::error::{DefinitionError, Reader};
use super::raw;
use crate::cell::DeclarationItem;
use crate::questionnaire::{Questionnaire, Rows, Table, TableKind};
use crate::text::Texts;

/// Keys under these prefixes belong to the structure; all others belong to programs (`rule.`, `workbook.`, …)
/// and need only be the same in every language.
const STRUCTURE: [&str; 9] =
    ["edition.", "module.", "table.", "row.", "column.", "field.", "child.", "list.", "declaration."];

pub(super) fn read(reader: &mut Reader<'_>, folder: &str, questionnaire: &Questionnaire) -> Texts {
    let needed = needed(questionnaire);
    let mut texts = Texts::default();
    for lang in &questionnaire.languages {
        let (mut by_key, mut reviewed) = (BTreeMap::new(), BTreeSet::new());
        for path in reader.folder(&format!("{folder}/text/{lang}")) {
            let Some((source, raw)) = reader.parse::<raw::Text>(&path) else { continue };
            for (key, text) in raw.by_key {
                let (span, key) = (key.span(), key.into_inner());
                if raw.reviewed != raw.except.contains(&key) {
                    reviewed.insert(key.clone());
                }
                if !is_known(&key, &needed) {
                    reader.fail(source, span.clone(), "no part of the questionnaire has this key");
                }
                if by_key.insert(key, text).is_some() {
                    reader.fail(source, span, "this key stands twice in this language");
                }
            }
        }
        texts.by_lang.insert(*lang, by_key);
        texts.reviewed.insert(*lang, reviewed);
    }
    compare(reader, folder, &texts, &needed);
    texts
}

/// Whether a key is one of a program, or one that some part of the questionnaire may have.
fn is_known(key: &str, needed: &BTreeSet<String>) -> bool {
    let stem = key.strip_suffix(".help").unwrap_or(key);
    needed.contains(stem) || !is_of_structure(key) || stem.starts_with("column.") || stem.starts_with("list.")
}

fn is_of_structure(key: &str) -> bool {
    STRUCTURE.iter().any(|prefix| key.starts_with(prefix))
}

/// Reports what a language lacks: of the structure, or of what another language has.
fn compare(reader: &mut Reader<'_>, folder: &str, texts: &Texts, needed: &BTreeSet<String>) {
    let languages = || texts.by_lang.values();
    let are_the_same = languages().zip(languages().skip(1)).all(|(one, next)| one.keys().eq(next.keys()));
    let mut wanted: BTreeSet<&String> = needed.iter().collect();
    if !are_the_same {
        let keys = languages().flat_map(BTreeMap::keys);
        wanted.extend(keys.filter(|key| !is_of_structure(key) || is_help(key)));
    }
    for (lang, by_key) in &texts.by_lang {
        for key in wanted.iter().filter(|key| !by_key.contains_key(**key)) {
            reader.errors.push(DefinitionError {
                file: format!("{folder}/text/{lang}"),
                line: 0,
                column: 0,
                message: format!("language {lang} has no text for the key \"{key}\""),
            });
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
