//! `changes.toml` of an edition: what became of the fields of earlier templates. It may be absent.

use std::collections::BTreeMap;

use super::error::Reader;
use super::raw;
use crate::changes::Changes;
use crate::questionnaire::{Questionnaire, Rows, Table, TableKind};

pub(super) fn read(reader: &mut Reader<'_>, folder: &str, questionnaire: &Questionnaire) -> Vec<Changes> {
    let path = format!("{folder}/changes.toml");
    if !reader.has(&path) {
        return Vec::new();
    }
    let Some((source, raw)) = reader.parse::<raw::Changes>(&path) else { return Vec::new() };
    let mut all = Vec::new();
    for from in raw.from {
        let (mut paths, mut taken) = (BTreeMap::new(), BTreeMap::new());
        for change in from.change {
            if let Some(is) = &change.is
                && let Some(other) = taken.insert(is.get_ref().clone(), change.was.get_ref().clone())
            {
                let what = "is already what became of";
                let todo = "two answers cannot become one: leave `is` out of one of the two changes";
                reader.fail(source, is.span(), &format!("{what} `{other}`; {todo}"));
            }
            if let Some(is) = change.is.as_ref().filter(|is| !exists(questionnaire, is.get_ref())) {
                reader.fail(source, is.span(), "the edition has no such table, row, column or field");
            }
            let was = change.was.get_ref().clone();
            if paths.insert(was, change.is.map(toml::Spanned::into_inner)).is_some() {
                reader.fail(source, change.was.span(), "stands twice");
            }
        }
        let mut codes = BTreeMap::new();
        for code in from.code {
            let known =
                questionnaire.list(code.list.get_ref()).is_some_and(|list| list.contains(code.is.get_ref()));
            if !known {
                reader.fail(source, code.is.span(), "not a code of that list");
            }
            let key = (code.list.get_ref().as_str().into(), code.was.as_str().into());
            codes.insert(key, code.is.get_ref().as_str().into());
        }
        let edition = from.edition.get_ref().as_str().into();
        if from.fingerprint.is_none() && questionnaire.edition == edition {
            let expected = "changes within an edition need the `fingerprint` of the earlier template";
            reader.fail(source, from.edition.span(), expected);
        }
        all.push(Changes { edition, fingerprint: from.fingerprint, paths, codes });
    }
    all
}

/// Whether a path names something of the questionnaire.
fn exists(questionnaire: &Questionnaire, path: &str) -> bool {
    let mut parts = path.split('/');
    let table = parts.next().and_then(|id| questionnaire.table(id));
    let (Some(table), second, third, None) = (table, parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    match (second, third) {
        (None, _) => true,
        (Some(second), third) => within(questionnaire, table, second, third),
    }
}

fn within(questionnaire: &Questionnaire, table: &Table, second: &str, third: Option<&str>) -> bool {
    match &table.kind {
        TableKind::Counts(counts) => {
            let row = match &counts.rows {
                Rows::Closed(rows) => rows.iter().any(|row| row.code == *second),
                Rows::Open { list, .. } => {
                    questionnaire.list(list.as_str()).is_some_and(|list| list.contains(second))
                }
            };
            row && third.is_none_or(|third| counts.columns.iter().any(|column| column.code == *third))
        }
        TableKind::Fields(fields) => third.is_none() && fields.iter().any(|field| field.code == *second),
        TableKind::Records(form) => {
            let child = form.children.iter().find(|child| child.code == *second);
            match (child, third) {
                (Some(child), Some(third)) => child.fields.iter().any(|field| field.code == *third),
                (Some(_), None) => true,
                (None, third) => third.is_none() && form.fields.iter().any(|field| field.code == *second),
            }
        }
    }
}
