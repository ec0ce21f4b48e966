//! A significant seizure, and the questions its rules ask most.

use schema::response::Answers;
use schema::{
    At, Availability, CaseReference, Code, Finding, Location, Observation, Origin, Place, Record, RecordKey,
    Value,
};

use crate::context::{Context, saturating_sum};
use crate::rule::Rule;

/// The places of interception at a border of the State.
pub(crate) const BORDERS: [&str; 3] = ["LAND", "AIR", "SEA"];

/// A significant seizure under its reference. Its findings name their place in the file by the record itself, so that
/// two cases under one reference are told apart.
pub(crate) struct Incident<'a> {
    pub(crate) case: CaseReference,
    pub(crate) record: &'a Record,
}

/// An answer of a case, or of a line of one of its child tables, counted from 0.
#[derive(Clone, Copy)]
pub(crate) struct Spot<'a> {
    pub(crate) line: Option<(&'a str, usize)>,
    pub(crate) field: &'a str,
}

impl<'a> From<&'a str> for Spot<'a> {
    fn from(field: &'a str) -> Self {
        Self { line: None, field }
    }
}

impl<'a> Spot<'a> {
    /// An answer in a line of a child table.
    pub(crate) fn line(child: &'a str, index: usize, field: &'a str) -> Self {
        Self { line: Some((child, index)), field }
    }
}

/// The one code answered in a field.
pub(crate) fn code<'a>(answers: &'a Answers, field: &str) -> Option<&'a Code> {
    answers.get(field)?.value.as_ref()?.codes().first()
}

/// The known count of a field.
pub(crate) fn count(answers: &Answers, field: &str) -> Option<u64> {
    answers.get(field).and_then(Observation::count)
}

impl<'a> Incident<'a> {
    /// The significant seizures of the return.
    pub(crate) fn all(context: &Context<'a>) -> impl Iterator<Item = Self> + use<'a> {
        let response = context.response;
        let records = response.records.get("SIG").map_or(&[][..], Vec::as_slice);
        (1..)
            .zip(records)
            .map(|(position, record)| Self { case: record.case(&"CASE".into(), position), record })
    }

    /// The one code answered in a field.
    pub(crate) fn code(&self, field: &str) -> Option<&'a Code> {
        code(&self.record.answers, field)
    }

    /// The codes answered in a field.
    pub(crate) fn codes(&self, field: &str) -> &'a [Code] {
        let value = self.record.answers.get(field).and_then(|answer| answer.value.as_ref());
        value.map_or(&[], Value::codes)
    }

    /// The known count of a field.
    pub(crate) fn count(&self, field: &str) -> Option<u64> {
        count(&self.record.answers, field)
    }

    /// The lines of a child table.
    pub(crate) fn lines(&self, child: &str) -> &'a [Answers] {
        self.record.children.get(child).map_or(&[], Vec::as_slice)
    }

    /// Whether nothing was answered in a field, neither a value nor a word that says why there is none.
    pub(crate) fn is_blank(&self, field: &str) -> bool {
        self.record.answers.get(field).is_none_or(|answer| {
            answer.availability == Availability::Blank && answer.value.is_none() && answer.unread.is_none()
        })
    }

    /// The arms of the case: its total, or where that is not known the sum of its lines, if each is known.
    pub(crate) fn arms(&self) -> Option<u64> {
        self.count("ARMS_TOTAL").or_else(|| {
            let lines = self.lines("ARMS");
            let counts: Option<Vec<_>> = lines.iter().map(|line| count(line, "COUNT")).collect();
            counts.filter(|counts| !counts.is_empty()).map(saturating_sum)
        })
    }

    /// The arms the case holds at least: its total, or the known lines.
    pub(crate) fn arms_at_least(&self) -> u64 {
        let known = || saturating_sum(self.lines("ARMS").iter().filter_map(|line| count(line, "COUNT")));
        self.count("ARMS_TOTAL").unwrap_or_else(known)
    }

    /// Whether the case says in words what happened.
    pub(crate) fn is_told(&self) -> bool {
        !self.is_blank("NARRATIVE")
    }

    /// A finding of a rule at an answer of the case.
    pub(crate) fn finding<'b>(
        &self,
        context: &Context<'_>,
        rule: &Rule,
        spot: impl Into<Spot<'b>>,
    ) -> Finding {
        let Location { place, origin } = self.location(context, spot.into());
        Finding::new(&rule.meta, place, origin)
    }

    /// The finding with one more answer of the case.
    pub(crate) fn also<'b>(
        &self,
        context: &Context<'_>,
        finding: Finding,
        spot: impl Into<Spot<'b>>,
    ) -> Finding {
        let Location { place, origin } = self.location(context, spot.into());
        finding.also(place, origin)
    }

    /// Where an answer of the case stands.
    pub(crate) fn location(&self, context: &Context<'_>, spot: Spot<'_>) -> Location {
        let line = spot.line.and_then(|(child, index)| {
            let number = u32::try_from(index).ok()?.checked_add(1)?;
            Some((child.into(), number))
        });
        let at = At::Record(RecordKey {
            table: "SIG".into(),
            case: self.case.clone(),
            child: line,
            field: Some(spot.field.into()),
        });
        Location { place: Place::new(context.response.year, at), origin: self.origin(spot) }
    }

    /// The answer's own place in the file, else that of another answer beside it.
    fn origin(&self, spot: Spot<'_>) -> Option<Origin> {
        let answers = match spot.line {
            None => &self.record.answers,
            Some((child, index)) => self.lines(child).get(index)?,
        };
        let beside = || answers.values().find_map(|answer| answer.origin.clone());
        let own = answers.get(spot.field).and_then(|answer| answer.origin.clone());
        own.or_else(beside).or_else(|| self.record.origin.clone())
    }
}
