//! The keys a workbook carries: anchors are keys, not coordinates.
//!
//! Every template sheet has a key column. A *key row* starts a block: its cell in the key column says what the
//! block is (`#cells SZ.TYPE`), its other cells say what their columns hold (`COUNT`, `_note`). The rows that
//! follow carry a *row key* in the key column (`SZ.TYPE/PISTOL`, `SZ.TYPE/_status`), except the lines of a
//! record block, which have none. Writer and reader both use this module, so that they cannot disagree.

use std::fmt;

use crate::cell::DeclarationItem;
use crate::code::{ChildCode, ColumnCode, RowCode, RuleCode, TableId};
use crate::explanation::Bond;

/// The hidden sheet that says what the workbook is: key in column A, value in column B.
pub const META_SHEET: &str = "_iafq";
/// The hidden sheet with the code lists.
pub const LISTS_SHEET: &str = "_lists";
/// The first sheet: who, what, how.
pub const START_SHEET: &str = "Start";
/// The sheet with the live checks.
pub const CHECK_SHEET: &str = "Check";
/// The sheet with what was found, and room for explanations.
pub const FINDINGS_SHEET: &str = "Findings";
/// The key of the key row of that sheet; the rows below carry a [`FindingKey`].
pub const FINDINGS_MARK: &str = "#findings";
/// The column key of the explanations on that sheet.
pub const FINDINGS_EXPLANATION: &str = "_explanation";
/// The first key of the meta sheet; its value is [`META_FORMAT`].
pub const META_MARK: &str = "iafq";
/// The version of this key scheme.
pub const META_FORMAT: &str = "1";

/// What stands in the key column.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum RowAnchor {
    /// Starts the cells of a count or fields table: `#cells TABLE`.
    Cells(TableId),
    /// Starts the declaration of a table: `#declaration TABLE`.
    Declarations(TableId),
    /// Starts the records of a table or of a child table: `#records TABLE[/CHILD]`.
    Records(TableId, Option<ChildCode>),
    /// A row: `TABLE/ROW`.
    Row(TableId, RowCode),
    /// A row whose code the State chooses in the column [`ColumnAnchor::RowCode`]: `TABLE/?`.
    OpenRow(TableId),
    /// A declaration: `TABLE/_item`.
    Declaration(TableId, DeclarationItem),
}

impl RowAnchor {
    /// Reads an anchor; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(block) = text.strip_prefix('#') {
            let (what, table) = block.split_once(' ')?;
            return match what {
                "cells" => Some(Self::Cells(table.into())),
                "declaration" => Some(Self::Declarations(table.into())),
                "records" => Some(match table.split_once('/') {
                    Some((table, child)) => Self::Records(table.into(), Some(child.into())),
                    None => Self::Records(table.into(), None),
                }),
                _ => None,
            };
        }
        let (table, row) = text.split_once('/')?;
        if table.is_empty() || row.is_empty() || row.contains('/') {
            return None;
        }
        Some(match row.strip_prefix('_') {
            Some(item) => Self::Declaration(table.into(), DeclarationItem::from_name(item)?),
            None if row == "?" => Self::OpenRow(table.into()),
            None => Self::Row(table.into(), row.into()),
        })
    }

    /// The table it belongs to.
    pub fn table(&self) -> &TableId {
        match self {
            Self::Cells(table)
            | Self::Declarations(table)
            | Self::Records(table, _)
            | Self::Row(table, _)
            | Self::OpenRow(table)
            | Self::Declaration(table, _) => table,
        }
    }
}

impl fmt::Display for RowAnchor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cells(table) => write!(out, "#cells {table}"),
            Self::Declarations(table) => write!(out, "#declaration {table}"),
            Self::Records(table, None) => write!(out, "#records {table}"),
            Self::Records(table, Some(child)) => write!(out, "#records {table}/{child}"),
            Self::Row(table, row) => write!(out, "{table}/{row}"),
            Self::OpenRow(table) => write!(out, "{table}/?"),
            Self::Declaration(table, item) => write!(out, "{table}/_{}", item.name()),
        }
    }
}

/// What stands in a key row over a column.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ColumnAnchor {
    /// The answer of a declaration or, in a slot above 1, a further code of it: `_value`, `_value:2`.
    Declared(u16),
    /// A column's or field's answer: `COUNT`.
    Value(ColumnCode),
    /// One of several codes of a column, counted from 1: `CONTEXT:1`.
    Slot(ColumnCode, u16),
    /// The open row's code: `_row`.
    RowCode,
    /// The case a child line belongs to: `_case`.
    Case,
    /// Quality flags of the row: `_quality`.
    Quality,
    /// Confidentiality of the row: `_confidentiality`.
    Confidentiality,
    /// The note on the row: `_note`.
    Note,
    /// Last year's accepted value, for reading only: `_previous:COUNT`.
    Previous(ColumnCode),
    /// Last year's value, corrected: `_corrected:COUNT`.
    Corrected(ColumnCode),
    /// Why last year's values of the row are corrected: `_reason`.
    Reason,
}

impl ColumnAnchor {
    /// Reads an anchor; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let Some(reserved) = text.strip_prefix('_') else {
            if text.is_empty() || text.contains(char::is_whitespace) {
                return None;
            }
            return Some(match text.split_once(':') {
                Some((code, slot)) => Self::Slot(code.into(), slot.parse().ok()?),
                None => Self::Value(text.into()),
            });
        };
        Some(match reserved.split_once(':') {
            Some(("previous", code)) => Self::Previous(code.into()),
            Some(("corrected", code)) => Self::Corrected(code.into()),
            Some(("value", slot)) => Self::Declared(slot.parse().ok()?),
            Some(_) => return None,
            None => match reserved {
                "value" => Self::Declared(1),
                "row" => Self::RowCode,
                "case" => Self::Case,
                "quality" => Self::Quality,
                "confidentiality" => Self::Confidentiality,
                "note" => Self::Note,
                "reason" => Self::Reason,
                _ => return None,
            },
        })
    }
}

impl fmt::Display for ColumnAnchor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Declared(1) => write!(out, "_value"),
            Self::Declared(slot) => write!(out, "_value:{slot}"),
            Self::Value(code) => write!(out, "{code}"),
            Self::Slot(code, slot) => write!(out, "{code}:{slot}"),
            Self::RowCode => write!(out, "_row"),
            Self::Case => write!(out, "_case"),
            Self::Quality => write!(out, "_quality"),
            Self::Confidentiality => write!(out, "_confidentiality"),
            Self::Note => write!(out, "_note"),
            Self::Previous(code) => write!(out, "_previous:{code}"),
            Self::Corrected(code) => write!(out, "_corrected:{code}"),
            Self::Reason => write!(out, "_reason"),
        }
    }
}

/// What stands in the key column of the findings sheet: what an explanation beside it is bound to, as a JSON array.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FindingKey {
    /// A finding: `["CTX-05","2025:SZ.CTX/FATRAFF","<judged>","<rule version>"]`.
    Finding(Bond),
    /// The head of a group of findings of one rule; an explanation there is one for each of them: `["CTX-01"]`.
    Group(RuleCode),
}

impl FindingKey {
    /// Reads a key; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<String> = serde_json::from_str(text.trim()).ok()?;
        match <[String; 4]>::try_from(parts) {
            Ok([code, place, judged, rule_version]) => {
                Some(Self::Finding(Bond { code: code.into(), place, judged, rule_version }))
            }
            Err(parts) => match <[String; 1]>::try_from(parts) {
                Ok([code]) => Some(Self::Group(code.into())),
                Err(_) => None,
            },
        }
    }
}

impl fmt::Display for FindingKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = match self {
            Self::Finding(bond) => {
                serde_json::json!([bond.code.as_str(), bond.place, bond.judged, bond.rule_version])
            }
            Self::Group(code) => serde_json::json!([code.as_str()]),
        };
        json.fmt(out)
    }
}

/// The keys of the meta sheet.
pub mod meta {
    /// The edition.
    pub const EDITION: &str = "edition";
    /// The fingerprint of the structure.
    pub const FINGERPRINT: &str = "fingerprint";
    /// The reporting State.
    pub const COUNTRY: &str = "country";
    /// The year of the cycle.
    pub const CYCLE: &str = "cycle";
    /// The reference year.
    pub const YEAR: &str = "year";
    /// The language.
    pub const LANGUAGE: &str = "language";
    /// The profile.
    pub const PROFILE: &str = "profile";
    /// The year whose values stand beside the inputs; absent where there are none.
    pub const PREVIOUS_YEAR: &str = "previous_year";
}
