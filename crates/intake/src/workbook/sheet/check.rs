//! After the last sheet: lines find their cases, and what the template should have is compared with what was met.

use schema::layout::RowAnchor;
use schema::questionnaire::Rows;
use schema::{Arg, At, ColumnCode, DeclarationItem, Profile, RecordKey, TableKind};

use super::{Collected, Collector};
use crate::draft::RawAnswers;
use crate::rules;

impl Collector<'_> {
    /// Everything that was met.
    pub(in crate::workbook) fn finish(mut self, profile: Profile) -> Collected {
        self.give_lines();
        self.compare(profile);
        self.out
    }

    fn give_lines(&mut self) {
        for (table, child, case, answers, origin) in std::mem::take(&mut self.lines) {
            let key = self
                .questionnaire
                .table(table.as_str())
                .and_then(|table| table.records())
                .map(|form| form.key.clone());
            let wanted = case.as_ref().map(|cell| cell.raw.typed().trim().to_owned()).unwrap_or_default();
            let records = self.out.tables.get_mut(&table).map(|table| &mut table.records);
            let found = records.into_iter().flatten().find(|record| {
                let own =
                    key.as_ref().and_then(|key| record.answers.get(key)).and_then(|answer| answer.first());
                !wanted.is_empty() && own.is_some_and(|cell| cell.raw.typed().trim() == wanted)
            });
            if let Some(record) = found {
                record.children.entry(child).or_default().push(answers);
                continue;
            }
            let at = At::Record(RecordKey {
                table,
                case: wanted.as_str().into(),
                child: Some((child, 0)),
                field: None,
            });
            let origin = case.map_or(origin, |cell| cell.origin);
            let finding = self.find(&rules::LINE_WITHOUT_CASE, at, Some(origin));
            let outcome = if wanted.is_empty() { "blank" } else { "unknown" };
            let finding = finding.outcome(outcome).arg("case", wanted).arg("typed", typed(&answers));
            self.out.findings.push(finding);
        }
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
                    Rows::Closed(rows) => rows
                        .iter()
                        .filter(|row| {
                            !row.import_only && (profile == Profile::Full || row.profile == Profile::Core)
                        })
                        .map(|row| row.code.clone())
                        .collect(),
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
                self.out.findings.push(finding.outcome("rows-missing").arg("rows", Arg::List(missing)));
            }
        }
    }
}

/// What was typed in a line, so that nothing is lost with it.
fn typed(answers: &RawAnswers) -> String {
    let parts: Vec<_> = answers
        .iter()
        .map(|(field, answer): (&ColumnCode, _)| {
            let typed: Vec<_> =
                answer.iter().map(|cell| cell.raw.typed()).filter(|typed| !typed.is_empty()).collect();
            format!("{field} {}", typed.join(" "))
        })
        .collect();
    crate::values::shorten(&parts.join(", "))
}
