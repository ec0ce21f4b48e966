//! What may leave: the one decision that every data set asks. A figure leaves only if the table's tier, the State's
//! consent and the cell's confidentiality all permit it.

use schema::questionnaire::Tier;
use schema::{
    Availability, CellKey, Confidentiality, DeclarationItem, Observation, Questionnaire, Response, Table,
    TableKind,
};

/// For whom.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Audience {
    /// Anybody.
    Public,
    /// The secretariat: everything but personal data.
    Secretariat,
}

/// As what.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// A State's own figure.
    Cell,
    /// Part of a sum over several States.
    Aggregate,
}

/// What of a cell leaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leaves {
    /// Value and status.
    Whole,
    /// That there is something, and that it is withheld.
    Withheld,
    /// Nothing: not even that it was asked.
    Nothing,
}

/// The answers of a State on their way out.
#[derive(Clone, Copy, Debug)]
pub struct Door<'a> {
    /// The edition.
    pub questionnaire: &'a Questionnaire,
    /// The answers.
    pub response: &'a Response,
    /// For whom.
    pub audience: Audience,
}

impl Door<'_> {
    /// What of a cell leaves.
    pub fn leaves(&self, key: &CellKey, cell: &Observation, purpose: Purpose) -> Leaves {
        let Some(table) = self.questionnaire.table(key.table.as_str()) else { return Leaves::Nothing };
        if is_personal(table, key) {
            return Leaves::Nothing;
        }
        if self.audience == Audience::Secretariat {
            Leaves::Whole
        } else if !self.table_permits(table, purpose) {
            Leaves::Nothing
        } else if cell.confidentiality == Confidentiality::Confidential {
            Leaves::Withheld
        } else {
            Leaves::Whole
        }
    }

    /// The count of a cell, where it is known and may leave.
    pub fn count(&self, key: &CellKey, purpose: Purpose) -> Option<u64> {
        let cell = self.response.cell(key)?;
        cell.count().filter(|_| self.leaves(key, cell, purpose) == Leaves::Whole)
    }

    /// Whether a count is known, but may not leave.
    pub fn withholds(&self, key: &CellKey, purpose: Purpose) -> bool {
        self.response.count(key).is_some() && self.count(key, purpose).is_none()
    }

    /// Tier and consent: the stricter one counts.
    fn table_permits(&self, table: &Table, purpose: Purpose) -> bool {
        let tier = match purpose {
            Purpose::Cell => table.tier == Tier::Public,
            Purpose::Aggregate => table.tier != Tier::Restricted,
        };
        tier && self.consents(table, purpose)
    }

    /// What the State said about the publication of a table. Without an answer the table's default holds, as the form
    /// says; a published file has no answers, and what it says is published. What cannot be read as consent is none.
    fn consents(&self, table: &Table, purpose: Purpose) -> bool {
        let declaration = self.response.declaration(&table.id);
        let answer = declaration.and_then(|declaration| declaration.items.get(&DeclarationItem::Consent));
        let answered = answer
            .is_some_and(|answer| answer.availability != Availability::Blank || answer.unread.is_some());
        match declaration.and_then(schema::Declaration::consent) {
            _ if !answered => true,
            Some("AGGREGATE_ONLY") => purpose == Purpose::Aggregate,
            consent => consent == Some("PUBLIC"),
        }
    }
}

fn is_personal(table: &Table, key: &CellKey) -> bool {
    match &table.kind {
        TableKind::Fields(fields) => {
            fields.iter().any(|field| field.personal && field.code == *key.row.as_str())
        }
        TableKind::Counts(_) | TableKind::Records(_) => false,
    }
}
