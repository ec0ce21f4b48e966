//! A finding as it goes out: REST, `--format json`, and what the terminal prints from.

use std::collections::BTreeMap;

use schema::{
    Arg, At, Change, Finding, Lang, NotEvaluable, Origin, Place, Questionnaire, Response, Suggestion,
    document,
};
use serde::Serialize;
use serde_json::Value as Json;
use utoipa::ToSchema;

use super::explanation::ExplanationView;
use crate::assessed::Judgement;

/// What a rule says about places of a return, in words and for programs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FindingView {
    /// The rule's code, e.g. `ARI-01`.
    pub(crate) code: String,
    /// Which of the rule's messages; empty where it has one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) outcome: String,
    /// `error`, `warning` or `note`.
    pub(crate) severity: &'static str,
    /// `submit`, `accept` or `publish`.
    pub(crate) gate: &'static str,
    /// What is wrong, with the figures.
    pub(crate) what: String,
    /// Why it matters.
    pub(crate) why: String,
    /// What to do.
    pub(crate) todo: String,
    /// The language of the sentences.
    pub(crate) lang: &'static str,
    /// The places, the one to mend first.
    pub(crate) places: Vec<PlaceView>,
    /// The arguments of the sentences.
    #[schema(value_type = Object)]
    pub(crate) args: BTreeMap<String, Json>,
    /// What was judged, as a digest: an explanation in a document that repeats it holds for these figures only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) judged: Option<String>,
    /// The version of the rule, for the same use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rule_version: Option<String>,
    /// The State's reason, where one stands beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) explanation: Option<ExplanationView>,
    /// The smallest corrections that would satisfy it; offered, never applied.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) suggestions: Vec<SuggestionView>,
}

/// A smallest set of changes after which the sums agree.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SuggestionView {
    /// What speaks for it: `slip`, `remainder`, `total` or `smallest`.
    pub(crate) ground: &'static str,
    /// The same in words.
    pub(crate) reason: String,
    /// The rules that it satisfies.
    pub(crate) resolves: Vec<String>,
    /// The changes, all of them together.
    pub(crate) changes: Vec<ChangeView>,
}

/// One cell of a suggestion.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ChangeView {
    /// The place in stable text.
    pub(crate) place: String,
    /// The place in words.
    pub(crate) label: String,
    /// The cell of the workbook, e.g. `M1!C105`, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cell: Option<String>,
    /// What stands there.
    pub(crate) from: u64,
    /// What would agree.
    pub(crate) to: u64,
}

/// The suggestions that satisfy a finding.
pub(crate) fn suggestions(
    questionnaire: &Questionnaire,
    finding: &Finding,
    all: &[Suggestion],
    response: &Response,
    lang: Lang,
) -> Vec<SuggestionView> {
    let change = |change: &Change| {
        let place = Place::new(response.year, At::Cell(change.cell.clone()));
        ChangeView {
            place: place.to_string(),
            label: questionnaire.place_label(&place, lang),
            cell: response.cell(&change.cell).and_then(|cell| cell.origin.as_ref()).map(ToString::to_string),
            from: change.from,
            to: change.to,
        }
    };
    let own = all.iter().filter(|suggestion| suggestion.satisfies(finding));
    own.map(|suggestion| SuggestionView {
        ground: suggestion.ground.code(),
        reason: questionnaire.texts.fill(lang, &format!("suggestion.{}", suggestion.ground), |_| None),
        resolves: suggestion.resolves.iter().map(ToString::to_string).collect(),
        changes: suggestion.changes.iter().map(change).collect(),
    })
    .collect()
}

/// A place of a return and of the file it came in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PlaceView {
    /// The place in stable text, e.g. `2025:SZ.TYPE/TOTAL`. An explanation is bound to it.
    pub(crate) place: String,
    /// The table, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) table: Option<String>,
    /// The place in words.
    pub(crate) label: String,
    /// The sheet, for workbooks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sheet: Option<String>,
    /// The cell, for workbooks, e.g. `F6`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cell: Option<String>,
    /// The JSON pointer, for documents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pointer: Option<String>,
    /// The line, for CSV files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) line: Option<u64>,
    /// What stands there; absent where it is blank.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Json, required = false)]
    pub(crate) value: Option<Json>,
}

impl PlaceView {
    /// Where in the file, shortest form: `F6`, a pointer, a line, or the place.
    pub(crate) fn short(&self) -> String {
        match (&self.cell, &self.pointer, self.line) {
            (Some(cell), ..) => cell.clone(),
            (_, Some(pointer), _) => pointer.clone(),
            (.., Some(line)) => format!("line {line}"),
            _ => self.place.clone(),
        }
    }
}

/// A rule that could not be evaluated.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct NotEvaluableView {
    /// The rule's code.
    pub(crate) code: String,
    /// What it would have judged.
    pub(crate) place: String,
    /// The cells without a number.
    pub(crate) unknown: Vec<String>,
}

/// A finding in a language. `response` gives the response of a year, for the values.
pub(crate) fn finding<'a>(
    questionnaire: &Questionnaire,
    finding: &Finding,
    lang: Lang,
    response: &impl Fn(u16) -> Option<&'a Response>,
) -> FindingView {
    let message = questionnaire.message(finding, lang);
    let places = finding.locations.iter().map(|location| {
        let value = response(location.place.year).and_then(|response| value(response, &location.place));
        place(questionnaire, &location.place, location.origin.as_ref(), lang, value)
    });
    FindingView {
        code: finding.code.to_string(),
        outcome: finding.outcome.to_string(),
        severity: finding.severity.code(),
        gate: finding.gate.code(),
        what: message.what,
        why: message.why,
        todo: message.todo,
        lang: lang.code(),
        places: places.collect(),
        args: finding.args.iter().map(|(name, arg)| (name.to_string(), argument(arg))).collect(),
        suggestions: Vec::new(),
        judged: None,
        rule_version: None,
        explanation: None,
    }
}

/// A finding in a language, with the State's reason and the corrections that would satisfy it.
pub(crate) fn judgement<'a>(
    questionnaire: &Questionnaire,
    judgement: &Judgement,
    lang: Lang,
    response: &impl Fn(u16) -> Option<&'a Response>,
    suggested: &[Suggestion],
) -> FindingView {
    let year = judgement.finding.place().map(|place| place.year);
    let suggestions = year
        .and_then(response)
        .map(|response| suggestions(questionnaire, &judgement.finding, suggested, response, lang));
    FindingView {
        suggestions: suggestions.unwrap_or_default(),
        judged: Some(judgement.bond.judged.clone()),
        rule_version: Some(judgement.bond.rule_version.clone()),
        explanation: judgement.explanation.as_ref().map(ExplanationView::from),
        ..finding(questionnaire, &judgement.finding, lang, response)
    }
}

/// A rule that could not be evaluated, for programs.
pub(crate) fn not_evaluable(rule: &NotEvaluable) -> NotEvaluableView {
    NotEvaluableView {
        code: rule.code.to_string(),
        place: rule.place.to_string(),
        unknown: rule.unknown.iter().map(ToString::to_string).collect(),
    }
}

fn place(
    questionnaire: &Questionnaire,
    place: &Place,
    origin: Option<&Origin>,
    lang: Lang,
    value: Option<Json>,
) -> PlaceView {
    let mut view = PlaceView {
        place: place.to_string(),
        table: place.table().map(ToString::to_string),
        label: questionnaire.place_label(place, lang),
        sheet: None,
        cell: None,
        pointer: None,
        line: None,
        value,
    };
    match origin {
        Some(Origin::Sheet { sheet, .. }) => {
            view.sheet = Some(sheet.to_string());
            view.cell = origin.and_then(Origin::cell_name);
        }
        Some(Origin::Pointer(pointer)) => view.pointer = Some(pointer.to_string()),
        Some(Origin::Line(line)) => view.line = Some(*line),
        None => {}
    }
    view
}

fn value(response: &Response, place: &Place) -> Option<Json> {
    match &place.at {
        At::Cell(cell) => response.cell(cell).and_then(document::cell),
        At::Declaration(table, item) => response.declaration(table)?.items.get(item).and_then(document::cell),
        _ => None,
    }
}

fn argument(arg: &Arg) -> Json {
    match arg {
        Arg::Number(number) => Json::from(*number),
        Arg::Count(count) => Json::from(*count),
        Arg::Text(text) => Json::from(text.as_ref()),
        Arg::Code(_, code) => Json::from(code.as_str()),
        Arg::Cell(cell) => Json::from(cell.to_string()),
        Arg::Table(table) => Json::from(table.as_str()),
        Arg::List(list) => list.iter().map(argument).collect(),
    }
}
