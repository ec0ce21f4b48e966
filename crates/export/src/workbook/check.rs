//! The sheet with the live checks: the declared relations as formulas. They help while filling; the reader computes
//! everything again and never trusts their results.

use rust_xlsxwriter::{ConditionalFormatText, ConditionalFormatTextRule, Formula, Worksheet};
use schema::layout::CHECK_SHEET;
use schema::relation::{Comparison, Missing, Relation, Term};
use schema::value::column_letters;
use schema::{At, CellKey, DeclarationItem, Questionnaire};

use super::{Context, formats};
use crate::error::ExportError;

/// What stands before a verdict can be given.
const NEUTRAL: &str = "…";
const OK: &str = "OK";

pub(super) fn sheet(context: &Context<'_>) -> Result<Worksheet, ExportError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(CHECK_SHEET)?;
    sheet
        .set_column_width(0, 12)?
        .set_column_width(1, 46)?
        .set_column_width(2, 8)?
        .set_column_width(3, 46)?;
    sheet.set_column_range_width(4, 6, 14)?;
    let formats = &context.formats;
    sheet.write_string_with_format(0, 0, context.text("workbook.check"), &formats.title)?;
    sheet.write_string_with_format(1, 0, context.text("workbook.check.help"), &formats.plain)?;
    for (column, key) in (0..).zip(["rule", "left", "is", "right", "left-sum", "right-sum", "verdict"]) {
        let label = context.text(&format!("workbook.check.{key}"));
        sheet.write_string_with_format(3, column, label, &formats.header)?;
    }
    let mut row = 4;
    for relation in &context.questionnaire.relations {
        for line in lines(context, relation) {
            write(context, &mut sheet, row, relation, &line)?;
            row += 1;
        }
    }
    let differs = context.text("workbook.check.differs").to_owned();
    let bad = ConditionalFormatText::new()
        .set_rule(ConditionalFormatTextRule::Contains(differs))
        .set_format(&formats.bad);
    let good = ConditionalFormatText::new()
        .set_rule(ConditionalFormatTextRule::Contains(OK.to_owned()))
        .set_format(&formats.good);
    sheet.add_conditional_format(4, 6, row.max(5), 6, &bad)?.add_conditional_format(
        4,
        6,
        row.max(5),
        6,
        &good,
    )?;
    sheet.set_freeze_panes(4, 0)?;
    formats::dress(&mut sheet, context.options.lang, CHECK_SHEET);
    Ok(sheet)
}

/// One comparison: the cells of both sides as references, with labels.
struct Line {
    left: Vec<String>,
    right: Vec<String>,
    left_label: String,
    right_label: String,
}

/// The comparisons of a relation, where all its cells are in the workbook.
fn lines(context: &Context<'_>, relation: &Relation) -> Vec<Line> {
    let side = |terms: &[Term]| -> Option<Vec<String>> {
        let keys = terms.iter().flat_map(|term| cells(context.questionnaire, term));
        keys.map(|key| reference(context, &key)).collect()
    };
    let label = |terms: &[Term]| {
        let labels: Vec<_> = terms.iter().map(|term| term_label(context, term)).collect();
        labels.join(" + ")
    };
    let Some(right) = side(&relation.right) else { return Vec::new() };
    let right_label = label(&relation.right);
    if !relation.each {
        let Some(left) = side(&relation.left) else { return Vec::new() };
        return vec![Line { left, right, left_label: label(&relation.left), right_label }];
    }
    let keys = relation.left.iter().flat_map(|term| cells(context.questionnaire, term));
    keys.filter_map(|key| {
        Some(Line {
            left: vec![reference(context, &key)?],
            right: right.clone(),
            left_label: context.questionnaire.cell_label(&key, context.options.lang),
            right_label: right_label.clone(),
        })
    })
    .collect()
}

fn cells(questionnaire: &Questionnaire, term: &Term) -> Vec<CellKey> {
    match term {
        Term::Cell(key) => vec![key.clone()],
        Term::Parts(table) => {
            let counts = questionnaire.table(table.as_str()).and_then(|table| table.counts());
            counts
                .into_iter()
                .flat_map(schema::questionnaire::Counts::parts)
                .map(|row| CellKey::count(table.clone(), row.code.clone()))
                .collect()
        }
        Term::PartsOf(table, subtotal) => {
            let counts = questionnaire.table(table.as_str()).and_then(|table| table.counts());
            counts
                .into_iter()
                .flat_map(|counts| counts.parts_of(subtotal))
                .map(|row| CellKey::count(table.clone(), row.code.clone()))
                .collect()
        }
    }
}

fn term_label(context: &Context<'_>, term: &Term) -> String {
    let lang = context.options.lang;
    match term {
        Term::Cell(key) => context.questionnaire.cell_label(key, lang),
        Term::Parts(table) => format!("Σ {}", context.questionnaire.table_label(table, lang)),
        Term::PartsOf(table, row) => format!("Σ {}", context.questionnaire.row_label(table, row, lang)),
    }
}

fn reference(context: &Context<'_>, key: &CellKey) -> Option<String> {
    position(context, At::Cell(key.clone()))
}

/// The cell of a place, as formulas name it.
fn position(context: &Context<'_>, at: At) -> Option<String> {
    let (sheet, row, column) = context.positions.get(&context.place(at))?;
    Some(format!("'{sheet}'!${}${}", column_letters(u32::from(*column)), row + 1))
}

fn write(
    context: &Context<'_>,
    sheet: &mut Worksheet,
    row: u32,
    relation: &Relation,
    line: &Line,
) -> Result<(), ExportError> {
    let formats = &context.formats;
    sheet.write_string_with_format(row, 0, relation.code.as_str(), &formats.label)?;
    sheet.write_string_with_format(row, 1, &line.left_label, &formats.label)?;
    sheet.write_string_with_format(row, 2, relation.is.code(), &formats.label)?;
    let factor = if (relation.factor - 1.0).abs() < f64::EPSILON {
        String::new()
    } else {
        format!("{} × ", relation.factor)
    };
    sheet.write_string_with_format(row, 3, format!("{factor}{}", line.right_label), &formats.label)?;
    let neutral = |formula: String| Formula::new(formula).set_result(NEUTRAL);
    let (left, right) = (line.left.join(","), line.right.join(","));
    let sum = |references: &str, factor: f64| {
        format!("=IF(COUNT({references})=0,\"{NEUTRAL}\",SUM({references})*{factor})")
    };
    sheet.write_formula_with_format(row, 4, neutral(sum(&left, 1.0)), &formats.label)?;
    sheet.write_formula_with_format(row, 5, neutral(sum(&right, relation.factor)), &formats.label)?;
    sheet.write_formula_with_format(row, 6, neutral(verdict(context, relation, line)), &formats.label)?;
    Ok(())
}

/// The same three-valued evaluation as the rule: unknown numbers give no verdict, but a partial sum above its total is a
/// violation at once.
fn verdict(context: &Context<'_>, relation: &Relation, line: &Line) -> String {
    let (left, right) = (line.left.join(","), line.right.join(","));
    let (left_sum, right_sum) = (format!("SUM({left})"), format!("SUM({right})*{}", relation.factor));
    let tolerance = relation.tolerance;
    let above = format!("{left_sum}>{right_sum}+{tolerance}");
    let below = format!("{left_sum}<{right_sum}-{tolerance}");
    let bad = match relation.is {
        Comparison::AtMost => above.clone(),
        Comparison::AtLeast => below,
        Comparison::Equal => format!("OR({above},{below})"),
    };
    let differs = context.text("workbook.check.differs").replace('"', "'");
    let all = format!("AND(COUNT({left})={},COUNT({right})={})", line.left.len(), line.right.len());
    let known = format!("IF({bad},\"{differs}\",\"{OK}\")");
    let partial = match relation.missing {
        Missing::Partial if relation.is != Comparison::AtLeast => {
            format!(
                "IF(AND(COUNT({left})>0,COUNT({right})={},{above}),\"{differs}\",\"{NEUTRAL}\")",
                line.right.len()
            )
        }
        Missing::Zero => format!("IF(AND(COUNT({left})>0,COUNT({right})>0),{known},\"{NEUTRAL}\")"),
        _ => format!("\"{NEUTRAL}\""),
    };
    let mut verdict = format!("IF({all},{known},{partial})");
    let declared = |table: &schema::TableId| At::Declaration(table.clone(), DeclarationItem::Scope);
    if let Some(cell) = relation.scope.as_ref().and_then(|table| position(context, declared(table))) {
        verdict = format!("IF(LEFT({cell},3)=\"ALL\",{verdict},\"{NEUTRAL}\")");
    }
    if let Some(when) = &relation.when
        && let Some(cell) = reference(context, &when.field)
    {
        let length = when.is.as_str().chars().count();
        verdict = format!("IF(LEFT({cell},{length})=\"{}\",{verdict},\"{NEUTRAL}\")", when.is);
    }
    format!("={verdict}")
}
