//! The seal of an edition: SHA-256 over its structure.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::code::Code;
use crate::questionnaire::{Column, Questionnaire, Rows, TableKind};

/// The fingerprint of tables and lists, in lower-case hexadecimal. Texts, relations, published labels, countries
/// and neutral import keys have versions of their own and are not part of it; nor is what is masked or published.
pub(crate) fn of(questionnaire: &Questionnaire) -> String {
    let mut text = format!("edition {}\n", questionnaire.edition);
    for table in questionnaire.tables_in_order() {
        let declares: Vec<_> = table.declares.iter().map(|item| item.name()).collect();
        line(
            &mut text,
            format_args!("table {} {} {} {}", table.id, table.profile, table.unit, declares.join(" ")),
        );
        match &table.kind {
            TableKind::Counts(counts) => {
                match &counts.rows {
                    Rows::Closed(rows) => {
                        for row in rows.iter().filter(|row| !row.import_only) {
                            let parent = row.parent.as_ref().map_or("-", |parent| parent.as_str());
                            line(
                                &mut text,
                                format_args!("row {} {} {parent} {}", row.code, row.role, row.profile),
                            );
                        }
                    }
                    Rows::Open { list, most } => line(&mut text, format_args!("open {list} {most}")),
                }
                columns(&mut text, &counts.columns);
            }
            TableKind::Fields(fields) => columns(&mut text, fields),
            TableKind::Records(records) => {
                line(&mut text, format_args!("key {}", records.key));
                columns(&mut text, &records.fields);
                for child in &records.children {
                    line(&mut text, format_args!("child {}", child.code));
                    columns(&mut text, &child.fields);
                }
            }
        }
    }
    for list in questionnaire.lists.values().filter(|list| list.id != "country") {
        let codes: Vec<_> = list.codes.iter().map(Code::as_str).collect();
        line(&mut text, format_args!("list {} {}", list.id, codes.join(" ")));
    }
    hex(&Sha256::digest(text.as_bytes()))
}

fn columns(text: &mut String, columns: &[Column]) {
    for column in columns {
        let unit = column.unit.as_ref().map_or("-", |unit| unit.as_str());
        line(text, format_args!("column {} {:?} {} {unit}", column.code, column.kind, column.required));
    }
}

fn line(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{arguments}");
}

/// Bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
