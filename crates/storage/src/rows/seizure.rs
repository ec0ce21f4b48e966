//! Significant seizures: what the service asks about in tables of its own, every answer beside.

use diesel::prelude::*;
use schema::response::Answers;
use schema::{ColumnCode, Record, Value};

use super::observation::{Answer, SeizureAnswerRow};
use crate::codec;
use crate::error::StorageError;
use crate::schema::{seizure, seizure_arms, seizure_context, seizure_route, seizure_suspect};

#[derive(Queryable, Insertable, Selectable, Clone, Debug)]
#[diesel(table_name = seizure, treat_none_as_default_value = false)]
pub(crate) struct SeizureRow {
    pub(crate) id: String,
    pub(crate) revision_id: String,
    pub(crate) table_id: String,
    pub(crate) position: i32,
    case_reference: Option<String>,
    seized_on: Option<String>,
    place_class: Option<String>,
    authority: Option<String>,
    justification: Option<String>,
    link: Option<String>,
    offence: Option<String>,
    investigated: Option<String>,
    arms_total: Option<i64>,
    parts: Option<i64>,
    ammunition: Option<i64>,
    narrative: Option<String>,
    pub(crate) origin: Option<String>,
}

#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = seizure_arms, treat_none_as_default_value = false)]
pub(crate) struct ArmsRow {
    seizure_id: String,
    line: i32,
    arm_type: Option<String>,
    count: Option<i64>,
    make: Option<String>,
    model: Option<String>,
    calibre: Option<String>,
    made_in: Option<String>,
    marking: Option<String>,
}

#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = seizure_context, treat_none_as_default_value = false)]
pub(crate) struct ContextRow {
    seizure_id: String,
    position: i32,
    context: String,
}

#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = seizure_route, treat_none_as_default_value = false)]
pub(crate) struct RouteRow {
    seizure_id: String,
    role: String,
    position: i32,
    country: String,
}

#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = seizure_suspect, treat_none_as_default_value = false)]
pub(crate) struct SuspectRow {
    seizure_id: String,
    line: i32,
    persons: Option<i64>,
    sex: Option<String>,
    age: Option<String>,
    nationality: Option<String>,
    member_of: Option<String>,
}

/// Everything of the incidents of a revision.
#[derive(Default)]
pub(crate) struct SeizureRows {
    pub(crate) seizures: Vec<SeizureRow>,
    pub(crate) arms: Vec<ArmsRow>,
    pub(crate) contexts: Vec<ContextRow>,
    pub(crate) routes: Vec<RouteRow>,
    pub(crate) suspects: Vec<SuspectRow>,
    pub(crate) answers: Vec<SeizureAnswerRow>,
}

impl SeizureRows {
    /// Adds one incident.
    pub(crate) fn add(
        &mut self,
        place: &Incident<'_>,
        record: &Record,
        upload: &str,
    ) -> Result<(), StorageError> {
        let answers = &record.answers;
        self.seizures.push(SeizureRow {
            id: place.id.clone(),
            revision_id: place.revision.to_owned(),
            table_id: place.table.to_owned(),
            position: place.position,
            case_reference: text(answers, "CASE"),
            seized_on: text(answers, "DATE"),
            place_class: text(answers, "PLACE_CLASS"),
            authority: text(answers, "AUTHORITY"),
            justification: text(answers, "JUSTIFICATION"),
            link: text(answers, "LINK"),
            offence: text(answers, "OFFENCE"),
            investigated: text(answers, "INVESTIGATED"),
            arms_total: count(answers, "ARMS_TOTAL"),
            parts: count(answers, "PARTS"),
            ammunition: count(answers, "AMMUNITION"),
            narrative: text(answers, "NARRATIVE"),
            origin: record.origin.as_ref().map(codec::origin_text),
        });
        self.add_lists(&place.id, answers);
        self.add_lines(&place.id, record);
        self.add_answers(&place.id, "", 0, answers, upload)?;
        for (child, lines) in &record.children {
            for (line, answers) in (1..).zip(lines) {
                self.add_answers(&place.id, child.as_str(), line, answers, upload)?;
            }
        }
        Ok(())
    }

    fn add_lists(&mut self, id: &str, answers: &Answers) {
        for (position, context) in (1..).zip(codes(answers, "CONTEXT")) {
            self.contexts.push(ContextRow { seizure_id: id.to_owned(), position, context });
        }
        for (role, field) in [
            ("manufacture", "MANUFACTURE"),
            ("origin", "ORIGIN"),
            ("transit", "TRANSIT"),
            ("destination", "DESTINATION"),
        ] {
            for (position, country) in (1..).zip(codes(answers, field)) {
                self.routes.push(RouteRow {
                    seizure_id: id.to_owned(),
                    role: role.to_owned(),
                    position,
                    country,
                });
            }
        }
    }

    fn add_lines(&mut self, id: &str, record: &Record) {
        let lines = |child: &str| (1..).zip(record.children.get(child).map_or(&[][..], Vec::as_slice));
        self.arms.extend(lines("ARMS").map(|(line, answers)| ArmsRow {
            seizure_id: id.to_owned(),
            line,
            arm_type: text(answers, "TYPE"),
            count: count(answers, "COUNT"),
            make: text(answers, "MAKE"),
            model: text(answers, "MODEL"),
            calibre: text(answers, "CALIBRE"),
            made_in: text(answers, "MADE_IN"),
            marking: text(answers, "MARKING"),
        }));
        self.suspects.extend(lines("SUSPECTS").map(|(line, answers)| SuspectRow {
            seizure_id: id.to_owned(),
            line,
            persons: count(answers, "PERSONS"),
            sex: text(answers, "SEX"),
            age: text(answers, "AGE"),
            nationality: text(answers, "NATIONALITY"),
            member_of: text(answers, "GROUP"),
        }));
    }

    fn add_answers(
        &mut self,
        id: &str,
        child: &str,
        line: i32,
        answers: &Answers,
        upload: &str,
    ) -> Result<(), StorageError> {
        for (field, observation) in answers {
            let answer = Answer::new(observation, upload)?;
            self.answers.push(SeizureAnswerRow::new(
                id.to_owned(),
                child.to_owned(),
                line,
                field.to_string(),
                answer,
            ));
        }
        Ok(())
    }
}

/// Where an incident stands.
pub(crate) struct Incident<'a> {
    pub(crate) id: String,
    pub(crate) revision: &'a str,
    pub(crate) table: &'a str,
    pub(crate) position: i32,
}

fn value<'a>(answers: &'a Answers, field: &str) -> Option<&'a Value> {
    answers.get(&ColumnCode::from(field))?.value.as_ref()
}

fn text(answers: &Answers, field: &str) -> Option<String> {
    value(answers, field).map(ToString::to_string)
}

fn count(answers: &Answers, field: &str) -> Option<i64> {
    value(answers, field).and_then(Value::count).and_then(|count| i64::try_from(count).ok())
}

fn codes(answers: &Answers, field: &str) -> Vec<String> {
    value(answers, field).map_or(&[][..], Value::codes).iter().map(ToString::to_string).collect()
}
