//! How many may be inside at a time: in all, of one State, and of one person, so that nobody keeps the others out.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use schema::CountryCode;
use storage::User;

/// How many at a time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Most {
    /// In all.
    pub(crate) in_all: usize,
    /// Of one State; the secretariat counts as one.
    pub(crate) of_a_state: usize,
    /// Of one person.
    pub(crate) of_a_person: usize,
}

/// Who is counted together.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Who {
    Everybody,
    State(Option<CountryCode>),
    Person(String),
}

type Counts = Arc<Mutex<HashMap<Who, usize>>>;

/// Lets so many in.
pub(crate) struct Turnstile {
    most: Most,
    inside: Counts,
}

/// Somebody who is inside, until it is dropped.
pub(crate) struct Inside {
    who: [Who; 3],
    inside: Counts,
}

impl Turnstile {
    /// Lets so many in.
    pub(crate) fn new(most: Most) -> Self {
        Self { most, inside: Arc::default() }
    }

    /// Lets somebody in; `None` where there are too many. Nobody waits.
    pub(crate) fn enter(&self, user: &User) -> Option<Inside> {
        let Most { in_all, of_a_state, of_a_person } = self.most;
        let who = [Who::Everybody, Who::State(user.country.clone()), Who::Person(user.id.clone())];
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let there = |one: &Who| inside.get(one).copied().unwrap_or_default();
        let is_room = who.iter().zip([in_all, of_a_state, of_a_person]).all(|(one, most)| there(one) < most);
        if !is_room {
            return None;
        }
        for one in &who {
            *inside.entry(one.clone()).or_default() += 1;
        }
        Some(Inside { who, inside: Arc::clone(&self.inside) })
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        for one in &self.who {
            if let Some(count) = inside.get_mut(one) {
                *count -= 1;
                if *count == 0 {
                    inside.remove(one);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use storage::Role;

    use super::*;

    fn user(id: &str, country: Option<&str>) -> User {
        let role = if country.is_some() { Role::FocalPoint } else { Role::Reviewer };
        User {
            id: id.to_owned(),
            name: String::new(),
            role,
            country: country.map(Into::into),
            institution: None,
        }
    }

    #[test]
    fn nobody_takes_the_places_of_others_and_who_goes_leaves_room() {
        let turnstile = Turnstile::new(Most { in_all: 4, of_a_state: 3, of_a_person: 2 });
        let enter = |id: &str, country| turnstile.enter(&user(id, country));
        let (first, second) = (enter("a", Some("XDA")).unwrap(), enter("a", Some("XDA")).unwrap());
        assert!(enter("a", Some("XDA")).is_none(), "two of a person");
        let third = enter("b", Some("XDA")).unwrap();
        assert!(enter("c", Some("XDA")).is_none(), "three of a State");
        let fourth = enter("d", None).unwrap();
        assert!(enter("e", Some("XDB")).is_none(), "four in all");
        drop(fourth);
        let other = enter("e", Some("XDB")).unwrap();
        drop(first);
        assert!(enter("a", Some("XDA")).is_some());
        drop((second, third, other));
        assert!(turnstile.inside.lock().unwrap().is_empty());
    }
}
