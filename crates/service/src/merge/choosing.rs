//! Which of several answers to a place is taken.

use std::collections::BTreeSet;

use schema::{At, Place, Year};

use super::{Answered, Choices, Conflict, Party};

/// An answer, and who gives it.
pub(super) struct Said<'a, T> {
    pub(super) party: &'a Party,
    pub(super) answered: Answered,
    pub(super) what: T,
}

/// What was chosen by hand, and where nobody has chosen yet.
pub(super) struct Choosing<'a> {
    year: Year,
    choices: &'a Choices,
    used: BTreeSet<String>,
    conflicts: Vec<Conflict>,
}

impl<'a> Choosing<'a> {
    pub(super) fn of(year: Year, choices: &'a Choices) -> Self {
        Self { year, choices, used: BTreeSet::new(), conflicts: Vec::new() }
    }

    /// The answer that is taken at a place; `None` where nobody answers, or a conflict was noted.
    pub(super) fn take<T>(&mut self, at: At, mut said: Vec<Said<'_, T>>) -> Option<T> {
        let place = Place::new(self.year, at);
        let name = place.to_string();
        if let Some(choice) = self.choices.get(&name)
            && let Some(index) = said.iter().position(|one| one.party.id == *choice)
        {
            self.used.insert(name);
            return Some(said.swap_remove(index).what);
        }
        // Where somebody gives a value, a bare note is no other answer.
        if said.iter().any(|one| !one.answered.answer.is_null()) {
            said.retain(|one| !one.answered.answer.is_null());
        }
        let first = said.first()?;
        if said.iter().all(|one| one.answered.answer == first.answered.answer) {
            return Some(said.swap_remove(0).what);
        }
        self.conflicts.push(Conflict { place, answers: said.into_iter().map(|one| one.answered).collect() });
        None
    }

    /// The conflicts, and the places of choices that fitted nothing.
    pub(super) fn finish(self) -> (Vec<Conflict>, Vec<String>) {
        let misplaced = self.choices.keys().filter(|place| !self.used.contains(*place)).cloned();
        (self.conflicts, misplaced.collect())
    }
}
