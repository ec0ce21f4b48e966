//! Under whose eyes the database answers.

use schema::CountryCode;

use crate::error::StorageError;

/// Who asks, and what is there for them. What is outside a scope does not exist in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Scope {
    /// A person of a State: its own returns, and what is published.
    State {
        /// The State.
        country: CountryCode,
        /// Who, for the audit.
        actor: String,
        /// The institution of who contributes, of whose contributions alone they see anything; the account where none is
        /// stated. `None` for who answers for the State's return.
        institution: Option<String>,
    },
    /// A person of the secretariat, or the operator at the command line: everything.
    Secretariat {
        /// Who, for the audit.
        actor: String,
    },
    /// Anybody: what is published.
    Public,
}

impl Scope {
    /// A person who answers for a State's return.
    pub fn state(country: CountryCode, actor: impl Into<String>) -> Self {
        Self::State { country, actor: actor.into(), institution: None }
    }

    /// A person of an institution of a State, who contributes to its return.
    pub fn contributor(
        country: CountryCode,
        institution: impl Into<String>,
        actor: impl Into<String>,
    ) -> Self {
        Self::State { country, actor: actor.into(), institution: Some(institution.into()) }
    }

    /// A person of the secretariat.
    pub fn secretariat(actor: impl Into<String>) -> Self {
        Self::Secretariat { actor: actor.into() }
    }

    /// Whether a State's unpublished returns are there.
    pub(crate) fn sees(&self, country: &str) -> bool {
        match self {
            Self::State { country: own, .. } => own == country,
            Self::Secretariat { .. } => true,
            Self::Public => false,
        }
    }

    /// Nothing is there unless the State's unpublished returns are.
    pub(crate) fn must_see(&self, country: &str) -> Result<(), StorageError> {
        if self.sees(country) { Ok(()) } else { Err(StorageError::NotFound) }
    }

    /// Nothing is there but for the secretariat.
    pub(crate) fn must_see_everything(&self) -> Result<(), StorageError> {
        match self {
            Self::Secretariat { .. } => Ok(()),
            Self::State { .. } | Self::Public => Err(StorageError::NotFound),
        }
    }

    /// The one institution whose contributions are there; `None` where all are that the State's returns are.
    pub fn institution(&self) -> Option<&str> {
        match self {
            Self::State { institution, .. } => institution.as_deref(),
            Self::Secretariat { .. } | Self::Public => None,
        }
    }

    /// Who, for the audit.
    pub(crate) fn actor(&self) -> &str {
        match self {
            Self::State { actor, .. } | Self::Secretariat { actor } => actor,
            Self::Public => "public",
        }
    }
}
