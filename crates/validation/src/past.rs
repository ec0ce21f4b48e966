//! The earlier years of a State as they can be compared with the year of the return.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use schema::questionnaire::{Counts, Row, RowRole};
use schema::{
    Availability, CellKey, Corrected, Finding, Observation, Quality, Response, RowCode, Table, Year,
};

use crate::Known;
use crate::context::{Context, is_noted};
use crate::series;

/// What a submission corrects of earlier years.
type Corrections = BTreeMap<Year, BTreeMap<CellKey, Corrected>>;

/// The headline figure: the arms seized of the year.
pub(crate) fn headline() -> CellKey {
    CellKey::count("SZ.TYPE", "TOTAL")
}

/// The earlier years as they can be compared: as this return corrects them, without zeros that no State stated, and
/// without cells whose number is included elsewhere or holds another's.
pub(crate) struct Past<'a> {
    own: &'a Response,
    known: &'a Known,
    corrections: &'a Corrections,
    /// The cells that hold another cell's number besides their own.
    merged: BTreeSet<(Year, &'a CellKey)>,
    /// The earlier years something is known of, oldest first.
    years: BTreeSet<Year>,
    /// The counts of earlier years by cell, oldest first; put together when a rule first asks.
    series: OnceCell<HashMap<&'a CellKey, Vec<(Year, u64)>>>,
}

/// The headline figure beside that of the year before.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Jump {
    pub(crate) now: u64,
    pub(crate) before: u64,
    /// How many times the larger is the smaller.
    pub(crate) ratio: f64,
}

impl Jump {
    /// Which message says it: there are more arms than the year before, or fewer.
    pub(crate) fn outcome(self) -> &'static str {
        if self.now > self.before { "more" } else { "fewer" }
    }
}

impl<'a> Past<'a> {
    /// What is known of the years before a response.
    pub(crate) fn of(own: &'a Response, corrections: &'a Corrections, known: &'a Known) -> Self {
        let earlier = &known.earlier;
        let responses = earlier.values().chain([own]);
        let merged = responses.flat_map(|response| {
            let pointers = response.cells.values().filter_map(|cell| cell.included_in.as_ref());
            pointers.map(|pointer| (pointer.year.unwrap_or(response.year), &pointer.cell))
        });
        let years = earlier.keys().chain(corrections.keys()).copied();
        let years = years.filter(|year| *year < own.year).collect();
        Self { own, known, corrections, merged: merged.collect(), years, series: OnceCell::new() }
    }

    /// The count of the year of the return, where it can be compared.
    pub(crate) fn now(&self, key: &CellKey) -> Option<u64> {
        let count = self.own.count(key)?;
        (!self.merged.contains(&(self.own.year, key))).then_some(count)
    }

    /// The count of an earlier year, where it can be compared.
    fn count(&self, year: Year, key: &CellKey) -> Option<u64> {
        self.comparable(year, key, || self.known.earlier.get(&year).and_then(|response| response.cell(key)))
    }

    /// The count of a cell as it was sent, or as this return corrects it, where it can be compared.
    fn comparable<'o>(
        &'o self,
        year: Year,
        key: &CellKey,
        sent: impl FnOnce() -> Option<&'o Observation>,
    ) -> Option<u64> {
        if !self.merged.is_empty() && self.merged.contains(&(year, key)) {
            return None;
        }
        let corrected = self.corrections.get(&year).and_then(|cells| cells.get(key));
        let corrected = corrected.map(|corrected| &corrected.observation);
        let corrected = corrected.filter(|cell| cell.availability != Availability::Blank);
        let cell = corrected.or_else(sent)?;
        if cell.availability == Availability::ZeroUnconfirmed { None } else { cell.count() }
    }

    /// The count of the year before.
    pub(crate) fn before(&self, key: &CellKey) -> Option<u64> {
        self.count(self.own.year.checked_sub(1)?, key)
    }

    /// The counts of all earlier years, oldest first.
    pub(crate) fn series(&self, key: &CellKey) -> &[(Year, u64)] {
        self.series.get_or_init(|| self.all_series()).get(key).map_or(&[], Vec::as_slice)
    }

    fn all_series(&self) -> HashMap<&'a CellKey, Vec<(Year, u64)>> {
        let mut all: HashMap<&'a CellKey, Vec<(Year, u64)>> = HashMap::new();
        for year in &self.years {
            let sent = self.known.earlier.get(year).map(|response| &response.cells);
            let mut take = |key: &'a CellKey, cell: Option<&Observation>| {
                if let Some(count) = self.comparable(*year, key, || cell) {
                    all.entry(key).or_default().push((*year, count));
                }
            };
            for (key, cell) in sent.into_iter().flatten() {
                take(key, Some(cell));
            }
            let corrected = self.corrections.get(year).into_iter().flat_map(BTreeMap::keys);
            for key in corrected.filter(|key| sent.is_none_or(|sent| !sent.contains_key(key))) {
                take(key, None);
            }
        }
        all
    }

    /// The counts of all earlier years without the years.
    pub(crate) fn counts(&self, key: &CellKey) -> Vec<u64> {
        self.series(key).iter().map(|(_, count)| *count).collect()
    }

    /// Whether a cell carries the flag of a series break.
    pub(crate) fn is_flagged(&self, key: &CellKey) -> bool {
        self.own.cell(key).is_some_and(|cell| cell.quality.contains(&Quality::Break))
    }

    /// Whether the State says that earlier years do not compare, and why: the flag of a series break with a note.
    pub(crate) fn is_broken(&self, key: &CellKey) -> bool {
        self.is_flagged(key) && is_noted(self.own, key)
    }

    /// The headline figure beside that of the year before, where both are known.
    pub(crate) fn jump(&self) -> Option<Jump> {
        let key = headline();
        let (now, before) = (self.now(&key)?, self.before(&key)?);
        Some(Jump { now, before, ratio: series::ratio(now, before) })
    }

    /// The finding with the figures of a change of the headline figure; against a zero there is no ratio.
    pub(crate) fn told(&self, finding: Finding, jump: Jump) -> Finding {
        let finding = finding.arg("now", jump.now).arg("before", jump.before);
        let finding = finding.arg("series", Context::shown(self.series(&headline())));
        if jump.ratio.is_finite() {
            finding.arg("ratio", (jump.ratio * 10.0).round() / 10.0)
        } else {
            finding
        }
    }
}

/// A cell that departs from its own earlier years, and how.
pub(crate) struct Departure<K> {
    pub(crate) key: CellKey,
    /// Its count in the year of the return.
    pub(crate) now: u64,
    pub(crate) kind: K,
    role: RowRole,
    /// The cells of which it is a part, the largest first: the total of its table, its subtotal.
    wholes: Vec<CellKey>,
}

/// Whether a cell repeats the headline figure, digit by digit: a table that covers all arms, or a row that holds them
/// all. What is to say of it is said of the headline figure.
pub(crate) fn repeats_headline(past: &Past<'_>, key: &CellKey) -> bool {
    let headline = headline();
    *key != headline && past.now(&headline).is_some_and(|count| count > 0 && past.now(key) == Some(count))
}

impl<K: Copy + PartialEq> Departure<K> {
    /// A row of a table departs.
    pub(crate) fn new(table: &Table, counts: &Counts, row: &Row, now: u64, kind: K) -> Self {
        let cell = |code: &RowCode| CellKey::count(table.id.clone(), code.clone());
        let total = counts.total().filter(|_| row.role != RowRole::Total);
        let wholes = total.map(|row| &row.code).into_iter().chain(row.parent.as_ref());
        Self { key: cell(&row.code), now, kind, role: row.role, wholes: wholes.map(cell).collect() }
    }

    /// The cell at which this one is told, among all that depart in the same way: the headline figure; its total or
    /// subtotal; for a total above zero, the first table with the same total.
    fn leader<'d>(&'d self, alike: &[&'d Self]) -> &'d Self {
        let find = |key: &CellKey| alike.iter().copied().find(|other| other.key == *key);
        let whole = find(&headline()).or_else(|| self.wholes.iter().find_map(find));
        if let Some(whole) = whole.filter(|whole| whole.key != self.key) {
            return if whole.role == RowRole::Total { whole.leader(alike) } else { whole };
        }
        let is_total = |other: &Self| other.role == RowRole::Total && other.now > 0;
        let mut totals = alike.iter().copied().filter(|other| is_total(other) && other.now == self.now);
        totals.next().filter(|_| is_total(self)).unwrap_or(self)
    }
}

/// What departs in the same way and belongs together is told once. Each group begins with the cell it is told at.
pub(crate) fn grouped<K: Copy + PartialEq>(departures: &[Departure<K>]) -> Vec<Vec<&Departure<K>>> {
    let mut groups: Vec<Vec<&Departure<K>>> = Vec::new();
    for departure in departures {
        let alike: Vec<_> = departures.iter().filter(|other| other.kind == departure.kind).collect();
        let leader = departure.leader(&alike);
        let first = |group: &Vec<&Departure<K>>| group.first().is_some_and(|first| first.key == leader.key);
        match groups.iter_mut().find(|group| first(group)) {
            Some(group) if departure.key != leader.key => group.push(departure),
            Some(_) => {}
            None if departure.key == leader.key => groups.push(vec![leader]),
            None => groups.push(vec![leader, departure]),
        }
    }
    groups
}
