//! What a rule sees, and the questions rules ask most.

use std::borrow::Borrow;
use std::cell::OnceCell;

use schema::questionnaire::{Counts, Rows};
use schema::{
    Arg, At, Availability, CaseReference, CellKey, Code, Finding, Observation, Place, Profile, Questionnaire,
    Record, Response, RowCode, Submission, Table, TableId, Value, Year,
};

use crate::Known;
use crate::past::Past;
use crate::rule::Rule;

/// What a rule sees.
pub(crate) struct Context<'a> {
    pub(crate) questionnaire: &'a Questionnaire,
    pub(crate) submission: &'a Submission,
    pub(crate) response: &'a Response,
    pub(crate) known: &'a Known,
    past: OnceCell<Past<'a>>,
}

/// A count as a number to compute with; exact, since counts end at 2^53 − 1.
#[expect(clippy::cast_precision_loss, reason = "counts end where doubles stop being exact")]
pub(crate) fn as_number(count: u64) -> f64 {
    count as f64
}

/// A sum of counts that stops at the largest number instead of going wrong: a return may hold any number of lines.
pub(crate) fn saturating_sum(counts: impl IntoIterator<Item: Borrow<u64>>) -> u64 {
    counts.into_iter().fold(0, |sum, count| sum.saturating_add(*count.borrow()))
}

/// A figure of the definitions as a count of things; 0 where it is none.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small figures of the definitions"
)]
pub(crate) fn as_whole(number: f64) -> usize {
    if number.is_finite() { number.max(0.0) as usize } else { 0 }
}

/// Whether a note stands at a cell or on its table.
pub(crate) fn is_noted(response: &Response, key: &CellKey) -> bool {
    response.cell(key).is_some_and(|cell| cell.note.is_some())
        || response.declaration(&key.table).is_some_and(|declaration| declaration.note().is_some())
}

impl<'a> Context<'a> {
    /// What rules see of a submission.
    pub(crate) fn of(questionnaire: &'a Questionnaire, submission: &'a Submission, known: &'a Known) -> Self {
        Self { questionnaire, submission, response: &submission.response, known, past: OnceCell::new() }
    }

    /// A figure of a rule. Without one nothing compares, and so nothing is raised; `missing_thresholds` finds it before.
    pub(crate) fn threshold(&self, rule: &Rule, name: &str) -> f64 {
        self.questionnaire.threshold(rule.meta.code, name).unwrap_or(f64::NAN)
    }

    /// The known counts of a cell in earlier years, oldest first.
    pub(crate) fn series(&self, key: &CellKey) -> Vec<(Year, u64)> {
        let years = self.known.earlier.iter();
        years.filter_map(|(year, response)| Some((*year, response.count(key)?))).collect()
    }

    /// A series as it is shown in messages: `2022: 14, 2023: 9`.
    pub(crate) fn shown(series: &[(Year, u64)]) -> Arg {
        Arg::List(series.iter().map(|(year, count)| format!("{year}: {count}").into()).collect())
    }

    /// A warning's reason may stand beside the cell or in the note on its table.
    pub(crate) fn is_noted(&self, key: &CellKey) -> bool {
        is_noted(self.response, key)
    }

    /// The earlier years as they can be compared; put together once, by the first rule that asks.
    pub(crate) fn past(&self) -> &Past<'a> {
        self.past.get_or_init(|| Past::of(self.response, &self.submission.corrections, self.known))
    }

    /// A finding of a rule at a place of this year, with the place in the file.
    pub(crate) fn finding(&self, rule: &Rule, at: At) -> Finding {
        let origin = self.response.origin(&at);
        Finding::new(&rule.meta, Place::new(self.response.year, at), origin)
    }

    /// The finding with one more place.
    pub(crate) fn also(&self, finding: Finding, at: At) -> Finding {
        let origin = self.response.origin(&at);
        finding.also(Place::new(self.response.year, at), origin)
    }

    pub(crate) fn count(&self, table: &TableId, row: &RowCode) -> Option<u64> {
        self.response.count(&CellKey::count(table.clone(), row.clone()))
    }

    pub(crate) fn cell(&self, table: &TableId, row: &RowCode) -> Option<&'a Observation> {
        self.response.cell(&CellKey::count(table.clone(), row.clone()))
    }

    /// Whether nothing was answered at a cell.
    pub(crate) fn is_blank(&self, key: &CellKey) -> bool {
        self.response.cell(key).is_none_or(|cell| cell.availability == Availability::Blank)
    }

    /// The code answered in a field.
    pub(crate) fn code(&self, key: &CellKey) -> Option<&'a str> {
        let value = self.response.cell(key)?.value.as_ref()?;
        value.codes().first().map(Code::as_str)
    }

    /// The response of the year before.
    pub(crate) fn before(&self) -> Option<&'a Response> {
        self.known.earlier.get(&self.response.year.checked_sub(1)?)
    }

    /// The tables every State is asked for.
    pub(crate) fn core_tables(&self) -> impl Iterator<Item = &'a Table> {
        self.questionnaire.tables_in_order().filter(|table| table.asked_in(Profile::Core))
    }

    /// The count tables with closed rows and one count.
    pub(crate) fn count_tables(&self) -> impl Iterator<Item = (&'a Table, &'a Counts)> {
        let tables = self.questionnaire.tables_in_order().filter(|table| !table.import_only);
        tables.filter_map(|table| Some((table, table.counts()?))).filter(|(_, counts)| {
            let single = counts.columns.len() == 1
                && counts.columns.iter().all(|column| column.code == CellKey::COUNT);
            single && matches!(counts.rows, Rows::Closed(_))
        })
    }

    /// The known criminal contexts, without the sub-classes of another context.
    pub(crate) fn contexts(&self) -> impl Iterator<Item = (CellKey, u64)> + use<'_, 'a> {
        let counts = self.questionnaire.table("SZ.CTX").and_then(Table::counts);
        let rows = counts.into_iter().flat_map(Counts::parts);
        rows.filter_map(|row| {
            let key = CellKey::count("SZ.CTX", row.code.clone());
            let count = self.response.count(&key)?;
            Some((key, count))
        })
    }

    /// The significant seizures with their references.
    pub(crate) fn incidents(&self) -> impl Iterator<Item = (CaseReference, &'a Record)> {
        let records = self.response.records.get("SIG").map_or(&[][..], Vec::as_slice);
        (1..).zip(records).map(|(position, record)| (record.case(&"CASE".into(), position), record))
    }

    /// Whether an incident names a context.
    #[expect(clippy::unused_self, reason = "asked of the context like all questions")]
    pub(crate) fn has_context(&self, record: &Record, context: &str) -> bool {
        let answer = record.answers.get("CONTEXT").and_then(|answer| answer.value.as_ref());
        answer.is_some_and(|value: &Value| value.codes().iter().any(|code| *code == context))
    }
}
