//! Declared relations and indicators.

use super::error::{Reader, Source};
use super::tables::member;
use super::{kind_name, raw};
use crate::cell::CellKey;
use crate::code::RuleCode;
use crate::finding::{Gate, Severity};
use crate::indicator::{Combine, Indicator, Method};
use crate::questionnaire::{Questionnaire, RowRole};
use crate::relation::{Comparison, Missing, Relation, Term, When};
use crate::threshold::Threshold;

pub(super) fn relations(
    reader: &mut Reader<'_>,
    folder: &str,
    questionnaire: &Questionnaire,
) -> Vec<Relation> {
    let Some((source, raw)) = reader.parse::<raw::Relations>(&format!("{folder}/relations.toml")) else {
        return Vec::new();
    };
    raw.relation
        .into_iter()
        .filter_map(|entry| relation(&mut Context { reader, source, questionnaire }, entry))
        .collect()
}

struct Context<'a, 'b> {
    reader: &'a mut Reader<'b>,
    source: Source,
    questionnaire: &'a Questionnaire,
}

fn relation(context: &mut Context<'_, '_>, raw: raw::Relation) -> Option<Relation> {
    let left = raw.left.iter().filter_map(|term| context.term(term)).collect();
    let right = raw.right.iter().filter_map(|term| context.term(term)).collect();
    let is = context.member(&raw.is, Comparison::from_code, "=, <= or >=")?;
    let missing = context.member(&raw.missing, Missing::from_code, "partial, not-evaluable or zero")?;
    let mut severity = |name: &Option<raw::Name>| {
        name.as_ref().and_then(|name| context.member(name, Severity::from_code, "error, warning or note"))
    };
    let (above, below) = (severity(&raw.above), severity(&raw.below));
    if above.is_none() && below.is_none() {
        context.fail(&raw.code, "needs `above`, `below` or both: the severity on that side");
    }
    let gate = match &raw.gate {
        Some(gate) => context.member(gate, Gate::from_code, "submit, accept, publish or system")?,
        None => Gate::Submit,
    };
    if let Some(scope) = raw.scope.as_ref()
        && context.questionnaire.table(scope.get_ref()).is_none()
    {
        context.fail(scope, "no such table");
    }
    let when = match &raw.when {
        Some(when) => Some(context.when(when)?),
        None => None,
    };
    Some(Relation {
        code: raw.code.get_ref().as_str().into(),
        name: raw.name,
        left,
        each: raw.each,
        is,
        right,
        factor: raw.factor.unwrap_or(1.0),
        tolerance: raw.tolerance.unwrap_or(0.0),
        missing,
        above,
        below,
        scope: raw.scope.map(|scope| scope.get_ref().as_str().into()),
        when,
        gate,
        since: raw.since,
        source: raw.source,
    })
}

impl Context<'_, '_> {
    fn fail(&mut self, name: &raw::Name, expected: &str) {
        self.reader.fail(self.source, name.span(), expected);
    }

    fn member<T>(&mut self, name: &raw::Name, find: impl Fn(&str) -> Option<T>, expected: &str) -> Option<T> {
        member(self.reader, self.source, name, find, expected)
    }

    /// `TABLE/*`, `TABLE/ROW.*` or a cell.
    fn term(&mut self, name: &raw::Name) -> Option<Term> {
        let text = name.get_ref().as_str();
        if let Some((table, row)) = text.strip_suffix('*').and_then(|prefix| prefix.split_once('/')) {
            let Some(counts) = self.questionnaire.table(table).and_then(|table| table.counts()) else {
                self.fail(name, "no such count table");
                return None;
            };
            if row.is_empty() {
                return Some(Term::Parts(table.into()));
            }
            let subtotal = row.trim_end_matches('.');
            let is_subtotal =
                |row: &&crate::questionnaire::Row| row.code == *subtotal && row.role == RowRole::Subtotal;
            if !counts.closed().iter().any(|row| is_subtotal(&row)) {
                self.fail(name, "expected a row with role = \"subtotal\" before `.*`");
                return None;
            }
            return Some(Term::PartsOf(table.into(), subtotal.into()));
        }
        self.cell(name).map(Term::Cell)
    }

    fn cell(&mut self, name: &raw::Name) -> Option<CellKey> {
        let cell = CellKey::parse(name.get_ref());
        let Some(cell) = cell else {
            self.fail(name, "expected a cell: TABLE/ROW or TABLE/ROW/COLUMN");
            return None;
        };
        let is_field =
            self.questionnaire.table(cell.table.as_str()).is_some_and(|table| table.fields().is_some());
        let cell = if is_field { CellKey::field(cell.table, cell.row) } else { cell };
        if self.questionnaire.kind(&cell).is_none() {
            let expected = match self.questionnaire.table(cell.table.as_str()) {
                None => "no such table".to_owned(),
                Some(table) => format!("the {} has no such cell", kind_name(&table.kind)),
            };
            self.fail(name, &expected);
            return None;
        }
        Some(cell)
    }

    fn when(&mut self, when: &raw::When) -> Option<When> {
        let field = self.cell(&when.field)?;
        let kind = self.questionnaire.kind(&field);
        let list = kind.and_then(|kind| kind.list()).and_then(|list| self.questionnaire.list(list.as_str()));
        if !list.is_some_and(|list| list.contains(when.is.get_ref())) {
            self.fail(&when.is, "not a code of that field's list");
            return None;
        }
        Some(When { field, is: when.is.get_ref().as_str().into() })
    }
}

/// The figures rules compare with.
pub(super) fn thresholds(reader: &mut Reader<'_>, folder: &str) -> Vec<Threshold> {
    let Some((source, raw)) = reader.parse::<raw::Thresholds>(&format!("{folder}/thresholds.toml")) else {
        return Vec::new();
    };
    let mut thresholds: Vec<Threshold> = Vec::new();
    for entry in raw.threshold {
        let (rule, name) = (RuleCode::from(entry.rule.get_ref().as_str()), entry.name.get_ref().clone());
        if thresholds.iter().any(|other| other.rule == rule && other.name == name) {
            reader.fail(source, entry.name.span(), "this figure of the rule stands twice");
        }
        if !entry.value.is_finite() {
            reader.fail(source, entry.name.span(), "`value` must be a finite number");
        }
        thresholds.push(Threshold { rule, name, value: entry.value, source: entry.source });
    }
    thresholds
}

pub(super) fn indicators(
    reader: &mut Reader<'_>,
    folder: &str,
    questionnaire: &Questionnaire,
) -> Vec<Indicator> {
    let Some((source, raw)) = reader.parse::<raw::Indicators>(&format!("{folder}/indicators.toml")) else {
        return Vec::new();
    };
    let mut indicators = Vec::new();
    for indicator in raw.indicator {
        let mut context = Context { reader, source, questionnaire };
        let methods = indicator.method.iter().filter_map(|method| {
            Some(Method {
                id: method.id.clone(),
                numerator: method.numerator.iter().filter_map(|cell| context.cell(cell)).collect(),
                denominator: method.denominator.iter().filter_map(|cell| context.cell(cell)).collect(),
                combine: context.member(&method.combine, Combine::from_code, "mean or pool")?,
                years: method.years.clone(),
                source: method.source.clone(),
            })
        });
        indicators.push(Indicator { id: indicator.id, methods: methods.collect() });
    }
    indicators
}
