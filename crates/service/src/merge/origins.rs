//! Where merged answers come from. What was merged is kept and read as a document of its own; its figures still name the
//! cells of the files that the institutions sent.

use schema::{Observation, Response};

/// Gives what was read from a merged document the origins of what was merged. What follows from a declaration has none.
pub(crate) fn trace(merged: &Response, read: &mut Response) {
    for (key, cell) in &mut read.cells {
        carry(merged.cells.get(key), cell);
    }
    for (table, declaration) in &mut read.declarations {
        let from = merged.declarations.get(table);
        for (item, answer) in &mut declaration.items {
            carry(from.and_then(|from| from.items.get(item)), answer);
        }
    }
    for (table, records) in &mut read.records {
        let from = merged.records.get(table).map_or(&[][..], Vec::as_slice);
        // A document gives its cases back one for one.
        for (record, from) in records.iter_mut().zip(from) {
            for (field, answer) in &mut record.answers {
                carry(from.answers.get(field), answer);
            }
            for (child, lines) in &mut record.children {
                let from = from.children.get(child).map_or(&[][..], Vec::as_slice);
                for (line, from) in lines.iter_mut().zip(from) {
                    for (field, answer) in line {
                        carry(from.get(field), answer);
                    }
                }
            }
        }
    }
}

fn carry(from: Option<&Observation>, to: &mut Observation) {
    if let Some(from) = from.filter(|from| from.origin.is_some() && !to.inherited) {
        to.origin.clone_from(&from.origin);
        to.upload.clone_from(&from.upload);
    }
}
