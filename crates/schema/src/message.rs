//! Sentences out of findings: what is wrong, why it matters, what to do. Made at the edge, in the reader's language.

use crate::cell::{At, CellKey, Place};
use crate::finding::{Arg, Finding};
use crate::questionnaire::Questionnaire;
use crate::text::Lang;

/// A finding in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// What is wrong, with the figures.
    pub what: String,
    /// Why it matters.
    pub why: String,
    /// What to do.
    pub todo: String,
}

impl Questionnaire {
    /// A finding in words. Keys: `rule.CODE.OUTCOME.what` (or without outcome), `rule.CODE.why`, `rule.CODE.todo`;
    /// `todo` and `why` may have an outcome's own text as well.
    pub fn message(&self, finding: &Finding, lang: Lang) -> Message {
        let part = |part: &str| {
            let own = format!("rule.{}.{}.{part}", finding.code, finding.outcome);
            let general = format!("rule.{}.{part}", finding.code);
            let has = |key: &str| [lang, Lang::En].iter().any(|lang| self.texts.find(*lang, key).is_some());
            let key = if has(&own) { own } else { general };
            self.texts.fill(lang, &key, |name| {
                finding.args.get(name).map(|arg| self.argument(arg, lang)).or_else(|| {
                    (name == "place").then(|| {
                        finding.place().map(|place| self.place_label(place, lang)).unwrap_or_default()
                    })
                })
            })
        };
        Message { what: part("what"), why: part("why"), todo: part("todo") }
    }

    /// An argument in words.
    pub fn argument(&self, arg: &Arg, lang: Lang) -> String {
        match arg {
            Arg::Count(count) => count.to_string(),
            Arg::Number(number) => {
                let text = format!("{number:.2}");
                text.trim_end_matches('0').trim_end_matches('.').to_owned()
            }
            Arg::Text(text) => text.to_string(),
            Arg::Code(list, code) => self.code_label(list, code.as_str(), lang),
            Arg::Cell(cell) => self.cell_label(cell, lang),
            Arg::Table(table) => self.numbered_table(table.as_str(), lang),
            Arg::List(list) => {
                let parts: Vec<_> = list.iter().map(|arg| self.argument(arg, lang)).collect();
                parts.join(if lang == Lang::Ar { "، " } else { ", " })
            }
        }
    }

    /// A place in words, e.g. `1.2 Seized arms by type — Pistol`.
    pub fn place_label(&self, place: &Place, lang: Lang) -> String {
        match &place.at {
            At::Submission => place.year.to_string(),
            At::Table(table) => self.numbered_table(table.as_str(), lang),
            At::Declaration(table, item) => format!(
                "{} — {}",
                self.numbered_table(table.as_str(), lang),
                self.texts.get(lang, &format!("declaration.{}", item.name()))
            ),
            At::Cell(cell) => self.cell_label(cell, lang),
            At::Record(record) => {
                let mut label =
                    format!("{} — {}", self.numbered_table(record.table.as_str(), lang), record.case);
                if let Some((child, line)) = &record.child {
                    label.push_str(" — ");
                    label.push_str(self.texts.get(lang, &format!("child.{}.{child}", record.table)));
                    label.push(' ');
                    label.push_str(&line.to_string());
                }
                if let Some(field) = &record.field {
                    label.push_str(" — ");
                    label.push_str(&self.column_label(&record.table, field, lang));
                }
                label
            }
        }
    }

    fn numbered_table(&self, id: &str, lang: Lang) -> String {
        match self.table(id) {
            Some(table) => format!("{} {}", table.number, self.table_label(&table.id, lang)),
            None => id.to_owned(),
        }
    }

    /// A cell in words: table, row and, where the table has several columns, the column.
    pub fn cell_label(&self, cell: &CellKey, lang: Lang) -> String {
        let mut label = format!(
            "{} — {}",
            self.numbered_table(cell.table.as_str(), lang),
            self.row_label(&cell.table, &cell.row, lang)
        );
        let columns = self
            .table(cell.table.as_str())
            .and_then(|table| table.counts())
            .map_or(0, |counts| counts.columns.len());
        if columns > 1 {
            label.push_str(" — ");
            label.push_str(&self.column_label(&cell.table, &cell.column, lang));
        }
        label
    }
}
