//! The workbook described for people and programs: sheets, blocks, row keys and column keys.

use schema::layout::{CHECK_SHEET, LISTS_SHEET, META_FORMAT, META_SHEET, RowAnchor, START_SHEET};
use schema::{Lang, Profile, Questionnaire, Table, TableKind};
use serde_json::{Value as Json, json};

use super::plan::{self, ColumnPlan};
use super::{Context, WorkbookOptions};

/// The layout of the full template of an edition.
pub fn layout(questionnaire: &Questionnaire) -> Json {
    let options = WorkbookOptions {
        country: "XDA".into(),
        cycle: 2026,
        year: 2025,
        lang: Lang::En,
        profile: Profile::Full,
        previous: None,
        submission: None,
        annotations: &[],
    };
    let modules: Vec<_> = match Context::new(questionnaire, &options) {
        Ok(context) => questionnaire.modules.iter().map(|module| sheet(&context, module)).collect(),
        // Without a submission there are no corrections that could be too many.
        Err(_) => Vec::new(),
    };
    json!({
        "edition": questionnaire.edition.as_str(),
        "fingerprint": questionnaire.fingerprint,
        "format": META_FORMAT,
        "sheets_without_answers": [START_SHEET, CHECK_SHEET, LISTS_SHEET, META_SHEET],
        "sheets": modules,
    })
}

fn sheet(context: &Context<'_>, module: &schema::questionnaire::Module) -> Json {
    let tables = module.tables.iter().filter_map(|id| context.questionnaire.table(id.as_str()));
    let blocks: Vec<_> = tables
        .filter(|table| !table.import_only)
        .map(|table| block(context, module.id.as_str(), table))
        .collect();
    json!({ "sheet": module.id.as_str(), "blocks": blocks })
}

fn block(context: &Context<'_>, module: &str, table: &Table) -> Json {
    let items: Vec<_> = table
        .declares
        .iter()
        .map(|item| RowAnchor::Declaration(table.id.clone(), *item).to_string())
        .collect();
    if let TableKind::Records(form) = &table.kind {
        let fields = |fields: &[schema::questionnaire::Column]| {
            anchors(&fields.iter().flat_map(|field| plan::slots(field, 0)).collect::<Vec<_>>())
        };
        let children: Vec<_> = form
            .children
            .iter()
            .map(|child| {
                json!({
                    "sheet": format!("{module}.{}", child.code),
                    "key": RowAnchor::Records(table.id.clone(), Some(child.code.clone())).to_string(),
                    "columns": fields(&child.fields),
                })
            })
            .collect();
        return json!({
            "table": table.id.as_str(),
            "declaration": items,
            "key": RowAnchor::Records(table.id.clone(), None).to_string(),
            "columns": fields(&form.fields),
            "children": children,
        });
    }
    let mut rows: Vec<_> = plan::rows(context, table).iter().map(|row| row.anchor.to_string()).collect();
    rows.dedup();
    json!({
        "table": table.id.as_str(),
        "declaration": items,
        "key": RowAnchor::Cells(table.id.clone()).to_string(),
        "rows": rows,
        "columns": anchors(&plan::columns(context, table)),
    })
}

fn anchors(columns: &[ColumnPlan]) -> Vec<String> {
    columns.iter().map(|column| column.anchor.to_string()).collect()
}
