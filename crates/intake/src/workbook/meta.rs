//! The hidden sheet that says what the workbook is.

use std::collections::BTreeMap;

use schema::layout::{META_FORMAT, META_MARK, meta};
use schema::{Header, Lang, Profile, Year};

use super::cells::Cells;
use crate::draft::Raw;
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

/// What the one sheet says that says what the workbook is.
pub(super) fn of(sheets: &[Cells]) -> Result<Meta, IntakeError> {
    let mut found = sheets.iter().filter(|sheet| is_meta(sheet));
    let sheet = found.next().ok_or(IntakeError::NotAnIafqWorkbook)?;
    if found.next().is_some() {
        return Err(IntakeError::DamagedMetadata { what: "it stands in the workbook twice".to_owned() });
    }
    read(sheet)
}

/// Reads key in column A, value in column B; what stands twice, or is computed, says nothing.
fn read(sheet: &Cells) -> Result<Meta, IntakeError> {
    let mut values: BTreeMap<&str, String> = BTreeMap::new();
    for row in sheet.rows.keys() {
        if let Some(key) = sheet.text(*row, 0) {
            let cell = sheet.cell(*row, 1);
            if matches!(cell.raw, Raw::Formula(_)) {
                return Err(IntakeError::DamagedMetadata { what: format!("`{key}` is a formula") });
            }
            if values.insert(key, cell.raw.typed().trim().to_owned()).is_some() {
                return Err(IntakeError::DamagedMetadata { what: format!("`{key}` stands twice") });
            }
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
