//! The sheet with the live checks: the declared relations as formulas. They help while filling; the reader computes
//! everything again and never trusts their results.

use std::fmt::Write as _;

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
    // Without results programs compute at once; LibreOffice believes those that are there.
    sheet.set_formula_result_default("");
    sheet
        .set_column_width(0, 12)?
        .set_column_width(1, 46)?
        .set_column_width(2, 8)?
        .set_column_width(3, 46)?;
    sheet.set_column_range_width(4, 6, 14)?;
    sheet.set_column_range_hidden(7, 8)?;
    let formats = &context.formats;
    sheet.write_string_with_format(0, 0, context.text("workbook.check"), &formats.title)?;
    sheet.merge_range(1, 0, 1, 6, context.text("workbook.check.help"), &formats.help)?;
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

/// One side of a comparison: its cells with their references.
#[derive(Clone)]
struct Side {
    cells: Vec<(CellKey, String)>,
    label: String,
}

impl Side {
    fn references(&self) -> String {
        self.cells.iter().map(|(_, reference)| reference.as_str()).collect::<Vec<_>>().join(",")
    }

    /// How many of its cells are known: numbers; cells whose number is included in another cell of the same side; and
    /// blanks of a table whose blanks are zero.
    fn known(&self, context: &Context<'_>) -> String {
        let mut formula = format!("COUNT({})", self.references());
        if self.cells.len() > 1 {
            for (key, reference) in &self.cells {
                let others = self.cells.iter().filter(|(other, _)| other != key);
                let targets: Vec<_> = others.map(|(other, _)| format!("\"INC {other}\"")).collect();
                let _ = write!(formula, "+ISNUMBER(MATCH({reference},{{{}}},0))", targets.join(","));
            }
        }
        for (key, reference) in &self.cells {
            let item = |item| position(context, At::Declaration(key.table.clone(), item));
            let (Some(status), Some(blanks)) = (item(DeclarationItem::Status), item(DeclarationItem::Blanks))
            else {
                continue;
            };
            let zero = format!(
                "OR(LEFT({status},7)=\"NO_SUCH\",AND(LEFT({blanks},4)=\"ZERO\",LEFT({status},4)<>\"NOT_\"))"
            );
            let _ = write!(formula, "+IF({zero},COUNTBLANK({reference}),0)");
        }
        formula
    }
}

/// One comparison.
struct Line {
    left: Side,
    right: Side,
}

/// The comparisons of a relation, where all its cells are in the workbook.
fn lines(context: &Context<'_>, relation: &Relation) -> Vec<Line> {
    let side = |terms: &[Term]| -> Option<Side> {
        let keys = terms.iter().flat_map(|term| cells(context.questionnaire, term));
        let cells: Option<Vec<_>> = keys.map(|key| Some((key.clone(), reference(context, &key)?))).collect();
        let labels: Vec<_> = terms.iter().map(|term| term_label(context, term)).collect();
        Some(Side { cells: cells?, label: labels.join(" + ") })
    };
    let Some(right) = side(&relation.right) else { return Vec::new() };
    if !relation.each {
        let left = side(&relation.left);
        return left.into_iter().map(|left| Line { left, right: right.clone() }).collect();
    }
    let keys = relation.left.iter().flat_map(|term| cells(context.questionnaire, term));
    keys.filter_map(|key| {
        let reference = reference(context, &key)?;
        let label = context.questionnaire.cell_label(&key, context.options.lang);
        Some(Line { left: Side { cells: vec![(key, reference)], label }, right: right.clone() })
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
    sheet.write_string_with_format(row, 1, &line.left.label, &formats.label)?;
    sheet.write_string_with_format(row, 2, relation.is.code(), &formats.label)?;
    let factor = if (relation.factor - 1.0).abs() < f64::EPSILON {
        String::new()
    } else {
        format!("{} × ", relation.factor)
    };
    sheet.write_string_with_format(row, 3, format!("{factor}{}", line.right.label), &formats.label)?;
    let (left, right) = (line.left.references(), line.right.references());
    let number = row + 1;
    let sum = |known: &str, references: &str, factor: f64| {
        format!("=IF({known}{number}=0,\"{NEUTRAL}\",SUM({references})*{factor})")
    };
    sheet.write_formula_with_format(row, 4, Formula::new(sum("H", &left, 1.0)), &formats.label)?;
    sheet.write_formula_with_format(
        row,
        5,
        Formula::new(sum("I", &right, relation.factor)),
        &formats.label,
    )?;
    let verdict = verdict(context, relation, line, number);
    sheet.write_formula_with_format(row, 6, Formula::new(verdict), &formats.label)?;
    sheet.write_formula(row, 7, Formula::new(format!("={}", line.left.known(context))))?;
    sheet.write_formula(row, 8, Formula::new(format!("={}", line.right.known(context))))?;
    Ok(())
}

/// The same three-valued evaluation as the rule: unknown numbers give no verdict, but a partial sum above its total is a
/// violation at once. How many numbers are known stands in the hidden columns H and I.
fn verdict(context: &Context<'_>, relation: &Relation, line: &Line, row: u32) -> String {
    let (left, right) = (line.left.references(), line.right.references());
    let (left_sum, right_sum) = (format!("SUM({left})"), format!("SUM({right})*{}", relation.factor));
    let tolerance = relation.tolerance;
    let is_above = format!("{left_sum}>{right_sum}+{tolerance}");
    let is_below = format!("{left_sum}<{right_sum}-{tolerance}");
    let above = relation.above.filter(|_| relation.is != Comparison::AtLeast).map(|_| is_above.clone());
    let below = relation.below.filter(|_| relation.is != Comparison::AtMost).map(|_| is_below);
    let bad = match (above, below) {
        (Some(above), Some(below)) => format!("OR({above},{below})"),
        (one, other) => one.or(other).unwrap_or_else(|| "FALSE".to_owned()),
    };
    let differs = context.text("workbook.check.differs").replace('"', "'");
    let (all_left, all_right) = (line.left.cells.len(), line.right.cells.len());
    let known = format!("IF({bad},\"{differs}\",\"{OK}\")");
    let open = format!("\"{NEUTRAL}\"");
    let partial = match relation.missing {
        Missing::Partial if relation.is != Comparison::AtLeast => {
            format!("IF(AND(H{row}>0,I{row}={all_right},{is_above}),{known},{open})")
        }
        Missing::Zero => format!("IF(AND(H{row}>0,I{row}>0),{known},{open})"),
        _ => open.clone(),
    };
    let mut verdict = format!("IF(AND(H{row}={all_left},I{row}={all_right}),{known},{partial})");
    let declared = |table: &schema::TableId| At::Declaration(table.clone(), DeclarationItem::Scope);
    if let Some(table) = &relation.scope {
        verdict = match position(context, declared(table)) {
            Some(cell) => format!("IF(LEFT({cell},3)=\"ALL\",{verdict},{open})"),
            None => open.clone(),
        };
    }
    if let Some(when) = &relation.when {
        let length = when.is.as_str().chars().count();
        verdict = match reference(context, &when.field) {
            Some(cell) => format!("IF(LEFT({cell},{length})=\"{}\",{verdict},{open})", when.is),
            None => open,
        };
    }
    format!("={verdict}")
}
