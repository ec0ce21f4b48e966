//! The hidden sheet that says what the workbook is.

use std::collections::BTreeMap;

use schema::layout::{META_FORMAT, META_MARK, meta};
use schema::{Header, Lang, Profile, Year};

use super::cells::Cells;
use crate::error::IntakeError;

/// What the workbook says of itself.
pub(super) struct Meta {
    pub(super) header: Header,
    pub(super) previous_year: Option<Year>,
}

/// Whether a sheet is the one; its name may have changed.
pub(super) fn is_meta(sheet: &Cells) -> bool {
    sheet.text(0, 0) == Some(META_MARK)
}

/// Reads key in column A, value in column B.
pub(super) fn read(sheet: &Cells) -> Result<Meta, IntakeError> {
    let mut values: BTreeMap<&str, String> = BTreeMap::new();
    for row in sheet.rows.keys() {
        if let Some(key) = sheet.text(*row, 0) {
            values.insert(key, sheet.cell(*row, 1).raw.typed().trim().to_owned());
        }
    }
    let damaged =
        |key: &str| IntakeError::DamagedMetadata { what: format!("`{key}` is missing or cannot be read") };
    let get = |key: &str| values.get(key).filter(|value| !value.is_empty()).ok_or_else(|| damaged(key));
    if get(META_MARK)? != META_FORMAT {
        return Err(IntakeError::DamagedMetadata { what: "its format is not known".to_owned() });
    }
    let year = |key: &str| -> Result<Year, IntakeError> {
        get(key)?.parse().ok().filter(|year| (1900..=2200).contains(year)).ok_or_else(|| damaged(key))
    };
    let header = Header {
        edition: get(meta::EDITION)?.as_str().into(),
        country: get(meta::COUNTRY)?.to_ascii_uppercase().into(),
        cycle: year(meta::CYCLE)?,
        year: year(meta::YEAR)?,
        language: Lang::from_code(get(meta::LANGUAGE)?).ok_or_else(|| damaged(meta::LANGUAGE))?,
        profile: Profile::from_code(get(meta::PROFILE)?).ok_or_else(|| damaged(meta::PROFILE))?,
        template: Some(get(meta::FINGERPRINT)?.clone()),
    };
    let previous_year = match values.get(meta::PREVIOUS_YEAR) {
        Some(text) if !text.is_empty() => Some(year(meta::PREVIOUS_YEAR)?),
        _ => None,
    };
    Ok(Meta { header, previous_year })
}
