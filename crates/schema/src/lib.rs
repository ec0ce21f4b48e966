//! The questionnaire and a filled copy of it: the words all other crates speak.
//!
//! Pure: no files, no clock, no environment, no randomness. Definitions are handed in as text.
#![doc = include_str!("../README.md")]

pub mod cell;
pub mod changes;
pub mod code;
pub mod document;
pub mod explanation;
pub mod finding;
mod fingerprint;
pub mod indicator;
pub mod json_schema;
pub mod layout;
pub mod list;
pub mod load;
pub mod message;
pub mod questionnaire;
pub mod relation;
pub mod response;
mod standing;
pub mod suggestion;
mod table;
pub mod text;
pub mod threshold;
pub mod value;

pub use cell::{At, CellKey, DeclarationItem, Place, Pointer, RecordKey};
pub use changes::{Changes, Moved};
pub use code::{
    CaseReference, ChildCode, Code, ColumnCode, CountryCode, EditionId, ListId, ModuleId, RowCode, RuleCode,
    TableId, Year,
};
pub use explanation::{Bond, Explanation};
pub use finding::{Arg, Finding, Findings, Gate, Location, NotEvaluable, RuleMeta, Severity};
pub use fingerprint::hex;
pub use load::{Catalogue, DefinitionError, Files};
pub use questionnaire::{Profile, Questionnaire, Table, TableKind};
pub use response::{Corrected, Declaration, Header, Record, Response, Submission};
pub use standing::Standing;
pub use suggestion::{Change, Suggestion};
pub use text::Lang;
pub use value::{Availability, Confidentiality, Observation, Origin, Quality, Value};
