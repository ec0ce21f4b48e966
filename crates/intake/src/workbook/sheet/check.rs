//! After the last sheet: lines find their cases, and what the template should have is compared with what was met.

use std::collections::HashMap;

use schema::layout::RowAnchor;
use schema::questionnaire::Rows;
use schema::{Arg, At, ChildCode, ColumnCode, DeclarationItem, Profile, RecordKey, TableId, TableKind};

use super::{Collected, Collector};
use crate::draft::RawAnswers;
use crate::rules;

impl Collector<'_> {
    /// Everything that was met.
    pub(in crate::workbook) fn finish(mut self, profile: Profile) -> Collected {
        self.give_lines();
        match self.changes {
            None => self.compare(profile),
            Some(_) => self.say_what_was_mapped(),
        }
        self.out
    }

    fn give_lines(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        let mut cases: HashMap<(TableId, String), usize> = HashMap::new();
        for (id, table) in &self.out.tables {
            let form = self.questionnaire.table(id.as_str()).and_then(|table| table.records());
            let Some(form) = form else { continue };
            for (index, record) in table.records.iter().enumerate() {
                let own = record.answers.get(&form.key).and_then(|answer| answer.first());
                let Some(own) = own.map(|cell| cell.raw.typed().trim().to_owned()) else { continue };
                cases.entry((id.clone(), own)).or_insert(index);
            }
        }
        // Lines that name the same missing case, counted.
        let mut without: HashMap<(TableId, ChildCode, String), u32> = HashMap::new();
        for (table, child, case, answers, origin) in lines {
            let wanted = case.as_ref().map(|cell| cell.raw.typed().trim().to_owned()).unwrap_or_default();
            let index = cases.get(&(table.clone(), wanted.clone())).copied().filter(|_| !wanted.is_empty());
            let records = self.out.tables.get_mut(&table).map(|table| &mut table.records);
            if let Some(record) = records.and_then(|records| records.get_mut(index?)) {
                record.children.entry(child).or_default().push(answers);
                continue;
            }
            let line = without.entry((table.clone(), child.clone(), wanted.clone())).or_default();
            *line += 1;
            let at = At::Record(RecordKey {
                table,
                case: wanted.as_str().into(),
                child: Some((child, *line)),
                field: None,
            });
            let origin = case.map_or(origin, |cell| cell.origin);
            let finding = self.find(&rules::LINE_WITHOUT_CASE, at, Some(origin));
            let outcome = if wanted.is_empty() { "blank" } else { "unknown" };
            let content = typed(&answers);
            let finding = finding.outcome(outcome).arg("case", wanted);
            let finding = finding.arg("typed", crate::values::shorten(&content)).arg("content", content);
            self.say(finding);
        }
    }

    /// How much of an earlier template was taken over, and what has no place any more.
    fn say_what_was_mapped(&mut self) {
        let (taken, lost) = (self.mapped.taken, std::mem::take(&mut self.mapped.lost));
        let finding = self.find(&rules::EARLIER_TEMPLATE, At::Submission, None);
        self.say(crate::rules::mapped(finding, taken, &lost));
    }

    /// Rows that the template has and the file lacks: said once a table.
    fn compare(&mut self, profile: Profile) {
        let questionnaire = self.questionnaire;
        // A template asks for reviews of all tables, or of none.
        let is_review =
            |anchor: &RowAnchor| matches!(anchor, RowAnchor::Declaration(_, DeclarationItem::Review));
        let reviews = self.met.keys().any(is_review);
        for table in questionnaire.tables_in_order().filter(|table| table.asked_in(profile)) {
            let expected: Vec<_> = match &table.kind {
                TableKind::Counts(counts) => match &counts.rows {
                    Rows::Closed(rows) => {
                        rows.iter().filter(|row| row.asked_in(profile)).map(|row| row.code.clone()).collect()
                    }
                    Rows::Open { .. } => Vec::new(),
                },
                TableKind::Fields(fields) => fields.iter().map(|field| field.code.as_str().into()).collect(),
                TableKind::Records(_) => Vec::new(),
            };
            let items = table.declares.iter().filter(|item| reviews || **item != DeclarationItem::Review);
            let items = items.map(|item| RowAnchor::Declaration(table.id.clone(), *item));
            let rows = expected.into_iter().map(|row| RowAnchor::Row(table.id.clone(), row));
            let missing: Vec<_> = rows
                .chain(items)
                .filter(|anchor| !self.met.contains_key(anchor))
                .map(|anchor| Arg::Text(anchor.to_string().into()))
                .collect();
            if !missing.is_empty() {
                let finding = self.find(&rules::FOREIGN_TEMPLATE, At::Table(table.id.clone()), None);
                self.say(finding.outcome("rows-missing").arg("rows", Arg::List(missing)));
            }
        }
    }
}

/// What was typed in a line, so that nothing is lost with it.
fn typed(answers: &RawAnswers) -> String {
    let part = |(field, answer): (&ColumnCode, _)| format!("{field} {}", super::keys::typed(answer));
    crate::values::content(answers.iter().map(part))
}
