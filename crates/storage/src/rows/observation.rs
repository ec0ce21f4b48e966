//! Answers with status and origin: cells, declared items, answers in incidents. Long and narrow, the same columns in
//! three tables.

use std::sync::Arc;

use chrono::NaiveDate;
use diesel::prelude::*;
use schema::{Availability, Observation, Value};

use crate::codec;
use crate::error::StorageError;
use crate::schema::{declaration, observation, seizure_answer};
use crate::text::storable;

/// The columns that every stored answer has, apart from its key.
pub(crate) struct Answer {
    availability: String,
    quality: String,
    confidentiality: String,
    included_in: Option<String>,
    value_kind: Option<String>,
    count: Option<i64>,
    decimal: Option<f64>,
    text: Option<String>,
    note: Option<String>,
    source: Option<String>,
    inherited: bool,
    unread: Option<String>,
    origin_upload: Option<String>,
    origin: Option<String>,
}

macro_rules! answer_row {
    ($(#[$doc:meta])* $name:ident of $table:ident { $($key:ident: $type:ty),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Queryable, Insertable, Selectable, Clone, Debug)]
        #[diesel(table_name = $table, treat_none_as_default_value = false)]
        pub(crate) struct $name {
            $(pub(crate) $key: $type,)+
            availability: String,
            quality: String,
            confidentiality: String,
            included_in: Option<String>,
            value_kind: Option<String>,
            count: Option<i64>,
            decimal: Option<f64>,
            text: Option<String>,
            note: Option<String>,
            source: Option<String>,
            inherited: bool,
            unread: Option<String>,
            origin_upload: Option<String>,
            origin: Option<String>,
        }

        impl $name {
            pub(crate) fn new($($key: $type,)+ answer: Answer) -> Self {
                Self {
                    $($key,)+
                    availability: answer.availability,
                    quality: answer.quality,
                    confidentiality: answer.confidentiality,
                    included_in: answer.included_in,
                    value_kind: answer.value_kind,
                    count: answer.count,
                    decimal: answer.decimal,
                    text: answer.text,
                    note: answer.note,
                    source: answer.source,
                    inherited: answer.inherited,
                    unread: answer.unread,
                    origin_upload: answer.origin_upload,
                    origin: answer.origin,
                }
            }

            /// The answer as it was stored.
            pub(crate) fn observation(&self) -> Result<Observation, StorageError> {
                Ok(Observation {
                    availability: Availability::from_code(&self.availability)
                        .ok_or_else(|| StorageError::corrupt("availability"))?,
                    value: value(self.value_kind.as_deref(), self.count, self.decimal, self.text.as_deref())?,
                    quality: codec::quality(&self.quality)?,
                    confidentiality: codec::confidentiality(&self.confidentiality)?,
                    included_in: self.included_in.as_deref().map(codec::pointer).transpose()?,
                    note: self.note.as_deref().map(Arc::from),
                    source: self.source.as_deref().map(Arc::from),
                    inherited: self.inherited,
                    unread: self.unread.as_deref().map(Arc::from),
                    origin: self.origin.as_deref().map(codec::origin).transpose()?,
                    upload: self.origin_upload.as_deref().map(Arc::from),
                })
            }
        }
    };
}

answer_row! {
    /// A cell, and why it differs from what was reported first.
    ObservationRow of observation {
        revision_id: String,
        table_id: String,
        row_code: String,
        column_code: String,
        correction_reason: Option<String>,
    }
}
answer_row! {
    /// A declared item of a table.
    DeclarationRow of declaration { revision_id: String, table_id: String, item: String }
}
answer_row! {
    /// An answer in an incident; `child` is empty and `line` 0 for the case itself.
    SeizureAnswerRow of seizure_answer { seizure_id: String, child: String, line: i32, field: String }
}

impl Answer {
    /// From an observation. An answer that was not carried forward was read from the upload that is being stored.
    pub(crate) fn new(observation: &Observation, upload_sha256: &str) -> Result<Self, StorageError> {
        let mut answer = Self {
            availability: observation.availability.code().to_owned(),
            quality: codec::quality_text(&observation.quality),
            confidentiality: observation.confidentiality.code().to_owned(),
            included_in: observation.included_in.as_ref().map(ToString::to_string),
            value_kind: None,
            count: None,
            decimal: None,
            text: None,
            note: observation.note.as_deref().map(str::to_owned),
            source: observation.source.as_deref().map(str::to_owned),
            inherited: observation.inherited,
            unread: observation.unread.as_deref().map(str::to_owned),
            origin_upload: match (&observation.upload, &observation.origin) {
                (Some(upload), _) => Some(upload.to_string()),
                (None, Some(_)) => Some(upload_sha256.to_owned()),
                (None, None) => None,
            },
            origin: observation.origin.as_ref().map(codec::origin_text),
        };
        if let Some(value) = &observation.value {
            answer.set(value)?;
        }
        let texts = [&answer.text, &answer.note, &answer.source, &answer.unread, &answer.included_in];
        for text in texts.into_iter().flatten() {
            storable(text, "an answer or its note")?;
        }
        Ok(answer)
    }

    fn set(&mut self, value: &Value) -> Result<(), StorageError> {
        let kind = match value {
            Value::Count(count) => {
                let too_large = |_| StorageError::Invalid { what: "a count is too large".to_owned() };
                self.count = Some(i64::try_from(*count).map_err(too_large)?);
                "count"
            }
            Value::Decimal(number) => {
                self.decimal = Some(*number);
                "decimal"
            }
            Value::Text(text) => {
                self.text = Some(text.to_string());
                "text"
            }
            Value::Code(code) => {
                self.text = Some(code.to_string());
                "code"
            }
            Value::Codes(codes) => {
                self.text = Some(codec::codes_text(codes));
                "codes"
            }
            Value::Date(date) => {
                self.text = Some(date.to_string());
                "date"
            }
        };
        self.value_kind = Some(kind.to_owned());
        Ok(())
    }
}

fn value(
    kind: Option<&str>,
    count: Option<i64>,
    decimal: Option<f64>,
    text: Option<&str>,
) -> Result<Option<Value>, StorageError> {
    let damaged = || StorageError::corrupt("a value does not fit its kind");
    let Some(kind) = kind else { return Ok(None) };
    let value = match (kind, count, decimal, text) {
        ("count", Some(count), ..) => Value::Count(u64::try_from(count).map_err(|_| damaged())?),
        ("decimal", _, Some(number), _) => Value::Decimal(number),
        ("text", .., Some(text)) => Value::Text(Arc::from(text)),
        ("code", .., Some(text)) => Value::Code(text.into()),
        ("codes", .., Some(text)) => Value::Codes(codec::codes(text)?),
        ("date", .., Some(text)) => Value::Date(text.parse::<NaiveDate>().map_err(|_| damaged())?),
        _ => return Err(damaged()),
    };
    Ok(Some(value))
}
