//! Whom a provider of OpenID Connect vouches for, and whose account that is.

use storage::{AccountChange, OpenIdIdentity, Recognised, Role, StorageError, Store, Strength};

use crate::accounts::{LIMITS, focal, invited};
use crate::database_tests;
use crate::samples::now;
use crate::support;

const ISSUER: &str = "https://provider.example";
const FOCAL: &str = "focal@example.org";

fn of(subject: &str, mail: Option<&str>) -> OpenIdIdentity {
    OpenIdIdentity {
        issuer: ISSUER.to_owned(),
        subject: subject.to_owned(),
        verified_mail: mail.map(str::to_owned),
    }
}

/// The id of the account, or why there is none.
fn whose(store: &Store, identity: &OpenIdIdentity) -> String {
    match store.recognise(identity, now()).unwrap() {
        Recognised::As(known) => known.user.id,
        nobody => format!("{nobody:?}"),
    }
}

fn entries(store: &Store, kind: &str) -> Vec<String> {
    let entries = store.audit(0, 100).unwrap();
    entries.iter().filter(|entry| entry.action == kind).map(|entry| format!("{entry:?}")).collect()
}

database_tests! {
    fn an_account_is_found_by_its_address_once_and_by_the_subject_from_then_on(store: Store) {
        let account = focal(&store).user.id;
        assert_eq!(whose(&store, &of("s-1", None)), "MailNotVerified");
        assert_eq!(whose(&store, &of("s-1", Some("nobody@example.org"))), "NoAccount");
        assert_eq!(entries(&store, "openid.bound").len(), 0, "nothing is bound to nobody");
        assert_eq!(whose(&store, &of("s-1", Some(FOCAL))), account);
        for mail in [None, Some(FOCAL), Some("another@example.org")] {
            assert_eq!(whose(&store, &of("s-1", mail)), account, "{mail:?}");
        }
        let bound = entries(&store, "openid.bound");
        assert_eq!(bound.len(), 1, "{bound:?}");
        assert!(bound[0].contains(ISSUER) && !bound[0].contains("s-1") && !bound[0].contains(FOCAL), "{bound:?}");
    }

    fn whoever_has_the_address_later_does_not_get_the_account(store: Store) {
        let account = focal(&store).user.id;
        assert_eq!(whose(&store, &of("s-1", Some(FOCAL))), account);
        assert_eq!(whose(&store, &of("s-2", Some(FOCAL))), "BoundToAnother");
        let elsewhere = OpenIdIdentity { issuer: "https://other.example".to_owned(), ..of("s-1", None) };
        assert_eq!(whose(&store, &elsewhere), "MailNotVerified", "a subject is of its provider");
        store.open_session(&account, "s", Strength::Full, LIMITS, now()).unwrap();
        store.unbind_openid(&account, "operator", now()).unwrap();
        assert!(store.find_session("s", LIMITS, now()).unwrap().is_none(), "what was opened with it ends");
        assert_eq!(whose(&store, &of("s-2", Some(FOCAL))), account, "bound anew");
        assert_eq!(whose(&store, &of("s-1", Some(FOCAL))), "BoundToAnother");
        let nobody = store.unbind_openid(&"nobody".to_owned(), "operator", now());
        assert!(matches!(nobody, Err(StorageError::NotFound)), "{nobody:?}");
        assert!(store.verify_chain().unwrap().is_none());
    }

    fn who_is_disabled_or_erased_is_not_recognised(store: Store) {
        let account = focal(&store).user.id;
        let disabled = |disabled| AccountChange { disabled: Some(disabled), ..AccountChange::default() };
        store.change_account(&account, &disabled(true), "operator", now()).unwrap();
        assert_eq!(whose(&store, &of("s-1", Some(FOCAL))), "Disabled");
        store.change_account(&account, &disabled(false), "operator", now()).unwrap();
        assert_eq!(whose(&store, &of("s-1", Some(FOCAL))), account);
        store.change_account(&account, &disabled(true), "operator", now()).unwrap();
        assert_eq!(whose(&store, &of("s-1", None)), "Disabled", "bound or not");
        store.erase_account(&account, "operator", now()).unwrap();
        assert_eq!(whose(&store, &of("s-1", Some(FOCAL))), "NoAccount");
        let again = focal(&store).user.id;
        assert_ne!(again, account);
        assert_eq!(whose(&store, &of("s-1", Some(FOCAL))), again, "nothing of the erased account is left");
    }

    fn of_many_who_come_for_the_first_time_at_once_one_is_bound(store: Store) {
        let account = invited(&store, FOCAL, Role::Reviewer, None).user.id;
        let subjects = ["a", "b", "c", "d", "e", "f"];
        let found: Vec<String> = std::thread::scope(|scope| {
            let all: Vec<_> = subjects.map(|subject| scope.spawn(|| whose(&store, &of(subject, Some(FOCAL))))).into();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(found.iter().filter(|one| **one == account).count(), 1, "{found:?}");
        assert_eq!(found.iter().filter(|one| *one == "BoundToAnother").count(), 5, "{found:?}");
        let same: Vec<String> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..6).map(|_| scope.spawn(|| whose(&store, &of("a", None)))).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(same.iter().all(|one| *one == same[0]), "{same:?}");
    }
}
