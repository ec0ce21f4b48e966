//! The declared sums of a return as equations, and its bounds.

use std::collections::{BTreeMap, BTreeSet};

use schema::relation::{Comparison, Relation};
use schema::response::Scope;
use schema::{CellKey, Declaration, RuleCode, Severity};

use super::linear;
use crate::context::Context;
use crate::relation::{cells, holds};

/// One sum or bound: the cells with their sign, left positive and right negative.
struct Row {
    rule: RuleCode,
    terms: Vec<(usize, i128)>,
    is: Comparison,
}

/// All sums and bounds whose numbers are known.
pub(super) struct System {
    keys: Vec<CellKey>,
    values: Vec<u64>,
    rows: Vec<Row>,
    /// For each cell, the rows it stands in.
    rows_of: Vec<Vec<usize>>,
}

/// Violated sums that share cells.
pub(super) struct Group {
    /// Their rules.
    pub(super) rules: Vec<RuleCode>,
    rows: Vec<usize>,
    /// The cells whose change may help: those of the violated sums, and those of the sums they stand in besides.
    pub(super) candidates: Vec<usize>,
}

impl System {
    pub(super) fn of(context: &Context<'_>) -> Self {
        let mut system = Self { keys: Vec::new(), values: Vec::new(), rows: Vec::new(), rows_of: Vec::new() };
        let mut index = BTreeMap::new();
        for relation in &context.questionnaire.relations {
            if in_force(context, relation) {
                system.add(context, relation, &mut index);
            }
        }
        system
    }

    fn add(&mut self, context: &Context<'_>, relation: &Relation, index: &mut BTreeMap<CellKey, usize>) {
        let left: Vec<CellKey> = relation.left.iter().flat_map(|term| cells(context, term)).collect();
        let right: Vec<CellKey> = relation.right.iter().flat_map(|term| cells(context, term)).collect();
        let sides: Vec<Vec<CellKey>> =
            if relation.each { left.into_iter().map(|key| vec![key]).collect() } else { vec![left] };
        for left in sides {
            let signed = left.iter().map(|key| (key, 1)).chain(right.iter().map(|key| (key, -1)));
            let known: Option<Vec<_>> = signed
                .map(|(key, sign)| {
                    let cell = context.response.cell(key).filter(|cell| !cell.inherited)?;
                    Some((key.clone(), cell.count()?, sign))
                })
                .collect();
            let Some(known) = known else { continue };
            let number = self.rows.len();
            let terms = known.into_iter().map(|(key, value, sign)| {
                let cell = *index.entry(key.clone()).or_insert_with(|| {
                    self.keys.push(key);
                    self.values.push(value);
                    self.rows_of.push(Vec::new());
                    self.keys.len() - 1
                });
                if let Some(rows) = self.rows_of.get_mut(cell) {
                    rows.push(number);
                }
                (cell, sign)
            });
            let terms = terms.collect();
            self.rows.push(Row { rule: relation.code.clone(), terms, is: relation.is });
        }
    }

    /// A cell and what stands there.
    pub(super) fn cell(&self, cell: usize) -> Option<(&CellKey, u64)> {
        Some((self.keys.get(cell)?, *self.values.get(cell)?))
    }

    /// The left side less the right side, with some cells changed.
    fn difference(&self, row: &Row, changed: &BTreeMap<usize, i128>) -> i128 {
        let value = |cell: usize| {
            changed.get(&cell).copied().unwrap_or_else(|| self.values.get(cell).map_or(0, |v| i128::from(*v)))
        };
        row.terms.iter().map(|(cell, sign)| sign * value(*cell)).sum()
    }

    fn is_violated(&self, row: &Row, changed: &BTreeMap<usize, i128>) -> bool {
        let difference = self.difference(row, changed);
        match row.is {
            Comparison::Equal => difference != 0,
            Comparison::AtMost => difference > 0,
            Comparison::AtLeast => difference < 0,
        }
    }

    /// The violated sums, those that share cells together.
    pub(super) fn groups(&self) -> Vec<Group> {
        let none = BTreeMap::new();
        let mut open: Vec<usize> = (0..)
            .zip(&self.rows)
            .filter(|(_, row)| row.is == Comparison::Equal && self.is_violated(row, &none))
            .map(|(number, _)| number)
            .collect();
        let mut groups = Vec::new();
        while let Some(first) = open.pop() {
            let (mut rows, mut own) = (vec![first], self.cells_of(first));
            while let Some(at) = open.iter().position(|row| !self.cells_of(*row).is_disjoint(&own)) {
                let row = open.remove(at);
                own.extend(self.cells_of(row));
                rows.push(row);
            }
            let beside = own.iter().flat_map(|cell| self.equalities_of(*cell)).collect::<BTreeSet<_>>();
            let candidates: BTreeSet<usize> =
                beside.into_iter().flat_map(|row| self.cells_of(row)).chain(own).collect();
            let rules = rows.iter().filter_map(|row| self.rows.get(*row)).map(|row| row.rule.clone());
            groups.push(Group { rules: rules.collect(), rows, candidates: candidates.into_iter().collect() });
        }
        groups
    }

    fn cells_of(&self, row: usize) -> BTreeSet<usize> {
        self.rows.get(row).map(|row| row.terms.iter().map(|(cell, _)| *cell).collect()).unwrap_or_default()
    }

    fn equalities_of(&self, cell: usize) -> impl Iterator<Item = usize> {
        let rows = self.rows_of.get(cell).map_or(&[][..], Vec::as_slice);
        rows.iter().copied().filter(|row| self.rows.get(*row).is_some_and(|row| row.is == Comparison::Equal))
    }

    /// The values of the chosen cells with which every sum of the group holds, and nothing that held is violated.
    pub(super) fn solve(&self, group: &Group, chosen: &[usize]) -> Option<Vec<u64>> {
        let touched: BTreeSet<usize> = chosen.iter().flat_map(|cell| self.equalities_of(*cell)).collect();
        if !group.rows.iter().all(|row| touched.contains(row)) {
            return None;
        }
        let zero: BTreeMap<usize, i128> = chosen.iter().map(|cell| (*cell, 0)).collect();
        let equations = touched.iter().filter_map(|row| self.rows.get(*row)).map(|row| {
            let factor = |cell: &usize| {
                row.terms.iter().filter(|(own, _)| own == cell).map(|(_, sign)| *sign).sum::<i128>()
            };
            (chosen.iter().map(factor).collect(), -self.difference(row, &zero))
        });
        let solution = linear::solve(equations.collect(), chosen.len())?;
        let mut values = Vec::new();
        for (cell, value) in chosen.iter().zip(&solution) {
            let value = u64::try_from(*value).ok().filter(|value| *value <= schema::value::LARGEST_COUNT)?;
            if self.values.get(*cell) == Some(&value) {
                return None;
            }
            values.push(value);
        }
        let changed: BTreeMap<usize, i128> = chosen.iter().copied().zip(solution).collect();
        self.keeps_the_bounds(chosen, &changed).then_some(values)
    }

    /// A bound that holds now still holds.
    fn keeps_the_bounds(&self, chosen: &[usize], changed: &BTreeMap<usize, i128>) -> bool {
        let none = BTreeMap::new();
        let rows = chosen.iter().filter_map(|cell| self.rows_of.get(*cell)).flatten();
        let mut bounds = rows.filter_map(|row| self.rows.get(*row)).filter(|row| row.is != Comparison::Equal);
        bounds.all(|row| self.is_violated(row, &none) || !self.is_violated(row, changed))
    }
}

/// Whether a relation is judged in this return, and is a plain sum or bound.
fn in_force(context: &Context<'_>, relation: &Relation) -> bool {
    let plain = (relation.factor - 1.0).abs() < f64::EPSILON && relation.tolerance.abs() < f64::EPSILON;
    let worst = relation.above.into_iter().chain(relation.below).min();
    let scoped = relation.scope.as_ref().is_none_or(|table| {
        context.response.declaration(table).and_then(Declaration::scope) == Some(Scope::All)
    });
    let counts = relation.is == Comparison::Equal || worst == Some(Severity::Error);
    plain
        && scoped
        && counts
        && worst.is_some_and(|worst| worst != Severity::Note)
        && holds(context, relation)
}
