//! The sheet of findings in a workbook that was given back: only the explanations on it are read. Each is bound to what
//! it explained when the sheet was written.

use schema::layout::{FINDINGS_EXPLANATION, FINDINGS_MARK, FindingKey};
use schema::{Explanation, RuleCode};

use super::cells::Cells;
use crate::values::safe;

/// The explanations of a sheet; `None` where it is no sheet of findings.
pub(super) fn explanations(sheet: &Cells) -> Option<Vec<Explanation>> {
    let (head, key_column) = sheet.rows.iter().find_map(|(row, cells)| {
        let column = cells.columns().find(|column| sheet.text(*row, *column) == Some(FINDINGS_MARK))?;
        Some((*row, column))
    })?;
    let columns = sheet.rows.get(&head)?;
    let column = columns.columns().find(|column| sheet.text(head, *column) == Some(FINDINGS_EXPLANATION));
    let Some(column) = column else { return Some(Vec::new()) };
    let mut group: Option<(RuleCode, String)> = None;
    let mut found = Vec::new();
    for row in sheet.rows.keys().filter(|row| **row > head) {
        let Some(key) = sheet.text(*row, key_column).and_then(FindingKey::parse) else { continue };
        let typed = safe(&sheet.cell(*row, column).raw.typed());
        match key {
            FindingKey::Group(code) => group = Some((code, typed)),
            FindingKey::Finding(bond) => {
                let of_group = group.as_ref().filter(|(code, _)| *code == bond.code).map(|(_, text)| text);
                let text = if typed.is_empty() { of_group.cloned().unwrap_or_default() } else { typed };
                if !text.is_empty() {
                    found.push(Explanation {
                        code: bond.code,
                        place: bond.place,
                        judged: Some(bond.judged),
                        rule_version: Some(bond.rule_version),
                        text: text.into(),
                        origin: Some(sheet.origin(*row, column)),
                    });
                }
            }
        }
    }
    Some(found)
}
