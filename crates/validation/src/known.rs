//! What a rule may look at besides the submission, handed in as data.

use std::collections::{BTreeMap, BTreeSet};

use schema::{CountryCode, Response, RuleCode, TableId, Year};

/// Whether the earlier years that are known are all there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum History {
    /// A file is checked by itself: nothing follows from what is absent.
    #[default]
    Unknown,
    /// A database was asked: a year that is absent was never reported.
    Complete,
}

/// Everything a rule may look at besides the submission.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The State's responses of earlier years that count.
    pub earlier: BTreeMap<Year, Response>,
    /// Whether those are all.
    pub history: History,
    /// What published files say of the State, by year, the year of the return among them.
    pub published: BTreeMap<Year, Response>,
    /// Responses of other States for the same year. Only the secretariat has them; findings that rest on them stand at
    /// the gate accept and are never shown to a State.
    pub others: BTreeMap<CountryCode, Response>,
    /// The year of the cycle.
    pub cycle: Year,
    /// The State of the person who sends; `None` where nobody is signed in.
    pub authenticated: Option<CountryCode>,
    /// What was decided before publication; `None` where nothing is about to be published.
    pub clearance: Option<Clearance>,
}

/// What was decided about a return that is about to be published.
#[derive(Clone, Debug, Default)]
pub struct Clearance {
    /// Who of the State approved the publication, with date and revision; `None` where nobody has.
    pub approved: Option<String>,
    /// The tables that are about to be published.
    pub tables: BTreeSet<TableId>,
    /// The warnings that the State explained or the reviewer waived: rule and place.
    pub explained: BTreeSet<(RuleCode, String)>,
    /// The tables of persons for which somebody decided whether small counts are masked.
    pub small_counts_decided: BTreeSet<TableId>,
}

impl Known {
    /// What is known when a file is checked by itself.
    pub fn of_cycle(cycle: Year) -> Self {
        Self { cycle, ..Self::default() }
    }
}
