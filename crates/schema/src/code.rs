//! The names of things: short texts that are cheap to copy and never mixed up.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

macro_rules! name_type {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(Arc::from(text))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(Arc::from(text))
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                &*self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                &*self.0 == *other
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, out)
            }
        }
    )+};
}

name_type! {
    /// An edition of the questionnaire, e.g. `2018`.
    EditionId,
    /// A module, e.g. `M1`; also the name of its sheet.
    ModuleId,
    /// A table, e.g. `SZ.TYPE`.
    TableId,
    /// A row of a count table or a field of a fields table, e.g. `PISTOL`.
    RowCode,
    /// A column of a count table or a field of a record, e.g. `COUNT`.
    ColumnCode,
    /// A child table of a record table, e.g. `ARMS`.
    ChildCode,
    /// A code list, e.g. `arm-type`.
    ListId,
    /// A code of a code list, e.g. `PISTOL`.
    Code,
    /// A State or territory, ISO 3166-1 alpha-3, e.g. `XDA`.
    CountryCode,
    /// A rule, e.g. `CTX-09`. Never reused.
    RuleCode,
    /// The State's own reference of an incident, unique within State and year.
    CaseReference,
}

impl RuleCode {
    /// The family: what stands before the dash.
    pub fn family(&self) -> &str {
        self.as_str().split_once('-').map_or(self.as_str(), |(family, _)| family)
    }
}

/// A calendar year, e.g. a reference year or the year of a cycle.
pub type Year = u16;
