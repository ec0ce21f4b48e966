//! Reminders as they wait: taken once, tried again, given up, stopped.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use schema::{CountryCode, Lang};
use storage::{Cycle, NewAccount, NewLink, NewUser, Occasion, Reminded, Role, Store};

use crate::samples::*;
use crate::{database_tests, support};

fn cycle() -> Cycle {
    let day = |text: &str| text.parse().unwrap();
    Cycle {
        year: 2026,
        edition: "2018".into(),
        opens_on: day("2026-03-01"),
        due_on: day("2026-12-01"),
        closes_on: day("2026-12-31"),
        version: 0,
    }
}

/// A cycle, and a focal point of XDA with an address; gives their id.
fn prepared_cycle(store: &Store) -> String {
    store.open_cycle(&staff(), &cycle(), now()).unwrap();
    let user = NewUser {
        name: "A. Focal".to_owned(),
        role: Role::FocalPoint,
        country: Some("XDA".into()),
        institution: None,
    };
    let new = NewAccount { user, mail: "focal@example.org".to_owned(), language: Lang::Es };
    let link = NewLink {
        sha256: "of-a-link".to_owned(),
        kind: storage::LinkKind::Invitation,
        expires: now() + Duration::hours(1),
    };
    store.invite(&new, &link, "admin", now()).unwrap().user.id
}

fn remind(store: &Store, at: DateTime<Utc>) -> Reminded {
    let countries = BTreeSet::from([CountryCode::from("XDA")]);
    store.remind(&staff(), 2026, &countries, &Occasion::Asked, at).unwrap()[&CountryCode::from("XDA")]
}

/// The outcome of the only reminder is what the board counts as failed or not, and whether it still waits.
fn failed(store: &Store) -> usize {
    store.board(&staff(), 2026).unwrap()[&CountryCode::from("XDA")].failed_mails
}

database_tests! {
    fn a_reminder_is_taken_by_one_and_sent_once(store: Store) {
        prepared_cycle(&store);
        assert_eq!(remind(&store, now()), Reminded::Queued(1));
        let taken = store.take_reminders(10, now()).unwrap();
        assert_eq!((taken.len(), taken[0].mail.as_str(), taken[0].language), (1, "focal@example.org", Lang::Es));
        assert_eq!(store.take_reminders(10, now()).unwrap(), [], "another service has it");
        store.reminder_was_sent(&taken[0].id, now()).unwrap();
        assert_eq!(store.take_reminders(10, now() + Duration::days(2)).unwrap(), [], "it was sent");
    }

    fn no_state_is_reminded_twice_in_24_hours(store: Store) {
        prepared_cycle(&store);
        assert_eq!(remind(&store, now()), Reminded::Queued(1));
        assert_eq!(remind(&store, now() + Duration::hours(23)), Reminded::Recently);
        assert_eq!(remind(&store, now() + Duration::hours(25)), Reminded::Queued(1));
    }

    fn a_reminder_that_is_not_taken_is_tried_again_later_each_time_and_given_up(store: Store) {
        prepared_cycle(&store);
        remind(&store, now());
        let (mut at, mut attempts, mut pauses) = (now(), 0, Vec::new());
        while failed(&store) == 0 {
            let taken = store.take_reminders(10, at).unwrap();
            if let [one] = &taken[..] {
                attempts += 1;
                pauses.push((at - now()).num_minutes());
                store.reminder_was_refused(&one.id, false, at).unwrap();
            }
            at += Duration::minutes(1);
            assert!(at < now() + Duration::days(1), "it is never given up");
        }
        assert_eq!((attempts, pauses), (6, vec![0, 5, 15, 35, 75, 155]));
    }

    fn a_refusal_for_good_is_not_tried_again(store: Store) {
        prepared_cycle(&store);
        remind(&store, now());
        let taken = store.take_reminders(10, now()).unwrap();
        store.reminder_was_refused(&taken[0].id, true, now()).unwrap();
        assert_eq!(failed(&store), 1);
        assert_eq!(store.take_reminders(10, now() + Duration::hours(5)).unwrap(), []);
    }

    fn a_reminder_stops_where_there_is_no_reason_for_it_any_more(store: Store) {
        let user = prepared_cycle(&store);
        remind(&store, now());
        assert_eq!(store.take_reminders(10, now() + Duration::days(60)).unwrap(), [], "the cycle is closed");
        assert_eq!(store.take_reminders(10, now()).unwrap(), [], "for good");
        remind(&store, now() + Duration::days(2));
        store.erase_account(&user, "admin", now()).unwrap();
        assert_eq!(store.take_reminders(10, now() + Duration::days(3)).unwrap(), [], "nobody is there");
        assert_eq!(failed(&store), 0);
    }

    fn who_was_granted_time_never_has_less_than_all_others(store: Store) {
        prepared_cycle(&store);
        let (xda, day) = (CountryCode::from("XDA"), |text: &str| text.parse().unwrap());
        store.extend(&staff(), 2026, (&xda, day("2026-12-20")), "An election", now()).unwrap();
        let moved = Cycle { due_on: day("2026-12-31"), version: 1, ..cycle() };
        let moved = store.change_cycle(&staff(), &moved, now()).unwrap();
        let extensions = store.extensions(&staff(), 2026).unwrap();
        assert_eq!(moved.due_for(extensions.get(&xda)), day("2026-12-31"));
    }

    fn what_never_arrived_is_tried_again_the_next_day_also_where_once_is_enough(store: Store) {
        prepared_cycle(&store);
        let countries = BTreeSet::from([CountryCode::from("XDA")]);
        let once = Occasion::Come("7 days before");
        let remind = |at| *store.remind(&staff(), 2026, &countries, &once, at).unwrap().values().next().unwrap();
        assert_eq!(remind(now()), Reminded::Queued(1));
        assert_eq!(remind(now() + Duration::days(2)), Reminded::Before);
        let taken = store.take_reminders(10, now()).unwrap();
        store.reminder_was_refused(&taken[0].id, true, now()).unwrap();
        assert_eq!(remind(now() + Duration::days(2)), Reminded::Queued(1));
    }

    fn who_is_no_focal_point_any_more_is_not_mailed(store: Store) {
        let user = prepared_cycle(&store);
        remind(&store, now());
        let change = storage::AccountChange { role: Some(Role::Contributor), ..Default::default() };
        store.change_account(&user, &change, "admin", now()).unwrap();
        assert_eq!(store.take_reminders(10, now()).unwrap(), []);
    }

    fn nobody_of_a_state_opens_or_extends_a_cycle(store: Store) {
        prepared_cycle(&store);
        let (focal, due) = (of("XDA"), "2027-01-31".parse().unwrap());
        let xda = CountryCode::from("XDA");
        assert!(store.extend(&focal, 2026, (&xda, due), "Because", now()).is_err());
        assert!(store.open_cycle(&focal, &Cycle { year: 2027, ..cycle() }, now()).is_err());
        assert!(store.board(&focal, 2026).is_err());
        store.extend(&staff(), 2026, (&"XDB".into(), due), "Because", now()).unwrap();
        assert!(store.extensions(&focal, 2026).unwrap().is_empty(), "what another was granted is not shown");
        assert_eq!(store.extensions(&of("XDB"), 2026).unwrap().len(), 1);
    }
}
