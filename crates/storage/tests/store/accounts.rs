//! Accounts, and what is opened under them.

use chrono::{DateTime, Duration, Utc};
use schema::Lang;
use storage::{
    Account, AccountChange, LinkKind, NewAccount, NewLink, NewToken, NewUser, Role, SessionLimits,
    StorageError, Store, Strength, TokenScopes,
};

use crate::database_tests;
use crate::samples::now;
use crate::support;

pub(crate) const LIMITS: SessionLimits =
    SessionLimits { idle: Duration::minutes(30), absolute: Duration::hours(12) };

fn link(name: &str, kind: LinkKind) -> NewLink {
    NewLink { sha256: name.to_owned(), kind, expires: now() + Duration::hours(24) }
}

pub(crate) fn invited(store: &Store, mail: &str, role: Role, country: Option<&str>) -> Account {
    let user = NewUser {
        name: "A. Person".to_owned(),
        role,
        country: country.map(Into::into),
        institution: Some("Customs".to_owned()),
    };
    let new = NewAccount { user, mail: mail.to_owned(), language: Lang::Ar };
    store.invite(&new, &link(mail, LinkKind::Invitation), "operator", now()).unwrap()
}

pub(crate) fn focal(store: &Store) -> Account {
    invited(store, "focal@example.org", Role::FocalPoint, Some("XDA"))
}

fn open(store: &Store, account: &Account, name: &str) {
    store.open_session(&account.user.id, name, Strength::Password, LIMITS, now()).unwrap();
}

fn is_open(store: &Store, name: &str, at: DateTime<Utc>) -> bool {
    store.find_session(name, LIMITS, at).unwrap().is_some()
}

/// Something that ends what was opened, by a name.
type End<'a> = (&'a str, Box<dyn Fn() -> Result<(), StorageError> + 'a>);

fn not_found<T>(result: &Result<T, StorageError>) -> bool {
    matches!(result, Err(StorageError::NotFound))
}

database_tests! {
    fn an_address_belongs_to_one_account(store: Store) {
        let account = focal(&store);
        assert_eq!(account.user.institution.as_deref(), Some("Customs"));
        assert_eq!((account.language, account.has_password), (Lang::Ar, false));
        let user = NewUser { name: "Another".to_owned(), role: Role::Reviewer, country: None, institution: None };
        let mail = account.mail.unwrap();
        let again = NewAccount { user, mail, language: Lang::En };
        let refused = store.invite(&again, &link("x", LinkKind::Invitation), "operator", now());
        assert!(matches!(refused, Err(StorageError::Conflict { .. })), "{refused:?}");
        assert_eq!(store.accounts(None, 10).unwrap().len(), 1);
    }

    fn a_link_is_good_once(store: Store) {
        let account = focal(&store);
        let (name, kind) = ("focal@example.org", LinkKind::Invitation);
        assert!(not_found(&store.use_link(name, LinkKind::Reset, "phc", now())), "the kind belongs to it");
        assert_eq!(store.use_link(name, kind, "phc", now()).unwrap().user, account.user.id);
        assert!(not_found(&store.use_link(name, kind, "other", now())));
        let known = store.credentials(&account.user.id).unwrap();
        assert_eq!(known.password.as_deref(), Some("phc"));
        assert!(!format!("{known:?}").contains("phc"));
    }

    fn of_many_who_use_a_link_at_once_one_does(store: Store) {
        focal(&store);
        let done: Vec<bool> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| store.use_link("focal@example.org", LinkKind::Invitation, "phc", now()).is_ok()))
                .collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(done.iter().filter(|done| **done).count(), 1, "{done:?}");
    }

    fn a_link_is_good_until_it_expires_and_until_there_is_another(store: Store) {
        let account = focal(&store);
        let (name, kind) = ("focal@example.org", LinkKind::Invitation);
        assert!(not_found(&store.link(name, kind, now() + Duration::hours(24))));
        assert!(not_found(&store.use_link(name, kind, "phc", now() + Duration::hours(24))));
        assert!(store.link(name, kind, now() + Duration::hours(23)).is_ok());
        store.add_link(&account.user.id, &link("later", LinkKind::Reset), "operator", now()).unwrap();
        assert!(not_found(&store.link(name, kind, now())), "an earlier link is good no more");
        store.set_password(&account.user.id, "phc", now()).unwrap();
        assert!(not_found(&store.link("later", LinkKind::Reset, now())), "nor one from before the password changed");
    }

    fn a_session_ends_by_rest_and_by_age(store: Store) {
        let account = focal(&store);
        open(&store, &account, "s");
        assert!(is_open(&store, "s", now() + Duration::minutes(29)), "and this is noted");
        assert!(is_open(&store, "s", now() + Duration::minutes(58)));
        assert!(!is_open(&store, "s", now() + Duration::minutes(58 + 30)));
        let mut at = now() + Duration::minutes(58);
        while at < now() + Duration::hours(12) {
            assert!(is_open(&store, "s", at), "{at}");
            at += Duration::minutes(20);
        }
        assert!(!is_open(&store, "s", now() + Duration::hours(12)), "although it was used until now");
    }

    fn sessions_and_tokens_end_with_what_they_rest_on(store: Store) {
        let account = focal(&store);
        invited(&store, "admin@example.org", Role::Administrator, None);
        let id = account.user.id.clone();
        let change = |change: AccountChange| store.change_account(&id, &change, "admin", now()).map(drop);
        let none = AccountChange::default;
        let all: Vec<End<'_>> = vec![
            ("demoted", Box::new(|| change(AccountChange { role: Some(Role::Contributor), ..none() }))),
            ("moved", Box::new(|| change(AccountChange { country: Some(Some("XDB".into())), ..none() }))),
            ("other institution", Box::new(|| change(AccountChange { institution: Some(None), ..none() }))),
            ("password", Box::new(|| store.set_password(&id, "phc", now()))),
            ("second factor", Box::new(|| store.set_totp(&id, "seed", 1, now()))),
            ("no second factor", Box::new(|| store.clear_totp(&id, "admin", now()))),
            ("disabled", Box::new(|| change(AccountChange { disabled: Some(true), ..none() }))),
        ];
        for (name, end) in all {
            open(&store, &account, name);
            let new = NewToken {
                sha256: format!("{:016x}{name}", name.len()),
                label: "mine".to_owned(),
                scopes: TokenScopes::Read,
                expires: now() + Duration::days(1),
            };
            store.issue_token(&id, &new, &id, now()).unwrap();
            assert_eq!(store.find_token(&new.sha256, now()).unwrap().unwrap().scopes, TokenScopes::Read);
            end().unwrap();
            assert!(!is_open(&store, name, now()), "{name}");
            assert_eq!(store.find_token(&new.sha256, now()).unwrap(), None, "{name}");
            assert!(store.tokens(&id).unwrap().is_empty());
        }
        let opened = store.open_session(&id, "late", Strength::Full, LIMITS, now());
        assert!(not_found(&opened), "who is disabled opens none");
        assert!(store.verify_chain().unwrap().is_none());
    }

    fn a_session_gets_another_id_with_the_second_factor(store: Store) {
        let account = focal(&store);
        open(&store, &account, "before");
        store.strengthen_session(&account.user.id, "before", "after", now()).unwrap();
        assert!(!is_open(&store, "before", now()));
        assert_eq!(store.find_session("after", LIMITS, now()).unwrap().unwrap().strength, Strength::Full);
        assert!(not_found(&store.strengthen_session(&account.user.id, "before", "again", now())));
        store.end_session(&account.user.id, "after", now()).unwrap();
        assert!(!is_open(&store, "after", now()));
    }

    fn the_code_of_a_step_is_good_once(store: Store) {
        let id = focal(&store).user.id;
        store.set_totp(&id, "seed", 10, now()).unwrap();
        assert!(!store.use_totp_step(&id, 10).unwrap(), "it showed the factor");
        assert!(store.use_totp_step(&id, 11).unwrap());
        assert!(!store.use_totp_step(&id, 11).unwrap() && !store.use_totp_step(&id, 10).unwrap());
    }

    fn attempts_slow_down_alike_for_addresses_that_nobody_has(store: Store) {
        use storage::Attempt::{After, Now};
        focal(&store);
        for mail in ["focal@example.org", "nobody@example.org"] {
            for _ in 0..5 {
                assert_eq!(store.attempt(mail, now()).unwrap(), Now);
            }
            assert_eq!(store.attempt(mail, now()).unwrap(), After(1));
            let mut at = now();
            for _ in 0..100 {
                at += Duration::seconds(60);
                assert_eq!(store.attempt(mail, at).unwrap(), Now, "nobody is locked out for longer than a minute");
            }
            assert_eq!(store.attempt(mail, at).unwrap(), After(60));
            store.attempt_succeeded(mail).unwrap();
            assert_eq!(store.attempt(mail, at).unwrap(), Now);
        }
    }

    fn of_many_attempts_at_once_only_the_free_ones_are_judged(store: Store) {
        let now = now();
        let judged: usize = std::thread::scope(|scope| {
            let attempt = || usize::from(store.attempt("a@example.org", now).unwrap() == storage::Attempt::Now);
            let all: Vec<_> = (0..20).map(|_| scope.spawn(attempt)).collect();
            all.into_iter().map(|one| one.join().unwrap()).sum()
        });
        assert_eq!(judged, 5);
    }

    fn an_erased_account_is_nobody_and_the_record_still_holds(store: Store) {
        let account = focal(&store);
        let id = account.user.id.clone();
        store.set_password(&id, "phc", now()).unwrap();
        store.set_totp(&id, "seed", 1, now()).unwrap();
        open(&store, &account, "s");
        store.add_token(&id, "t", "of A. Person", now(), now() + Duration::days(1)).unwrap();
        store.erase_account(&id, "operator", now()).unwrap();
        let erased = store.account(&id).unwrap();
        assert_eq!((erased.user.name.as_str(), erased.mail, erased.user.institution), ("", None, None));
        assert!(!erased.has_password && !erased.has_totp && erased.disabled && erased.erased_at.is_some());
        assert!(!is_open(&store, "s", now()));
        assert_eq!(store.find_token("t", now()).unwrap(), None);
        let record = store.audit(0, 100).unwrap();
        assert!(record.iter().any(|entry| entry.actor == id), "what they did is known under the id");
        let told = format!("{record:?}");
        for personal in ["A. Person", "focal@example.org", "Customs"] {
            assert!(!told.contains(personal), "{personal}");
        }
        assert!(store.verify_chain().unwrap().is_none());
        let back = AccountChange { disabled: Some(false), ..AccountChange::default() };
        assert!(not_found(&store.change_account(&id, &back, "operator", now())), "it does not come back");
        focal(&store);
    }

    fn the_last_administrator_stays(store: Store) {
        let id = invited(&store, "admin@example.org", Role::Administrator, None).user.id;
        let demoted = AccountChange { role: Some(Role::Reviewer), ..AccountChange::default() };
        let disabled = AccountChange { disabled: Some(true), ..AccountChange::default() };
        for change in [&demoted, &disabled] {
            let refused = store.change_account(&id, change, "operator", now());
            assert!(matches!(refused, Err(StorageError::Invalid { .. })), "{refused:?}");
        }
        assert!(store.erase_account(&id, "operator", now()).is_err());
        assert!(!store.account(&id).unwrap().disabled);
        invited(&store, "other@example.org", Role::Administrator, None);
        store.change_account(&id, &demoted, "operator", now()).unwrap();
    }

    fn role_and_state_fit_each_other(store: Store) {
        let id = focal(&store).user.id;
        for change in [
            AccountChange { role: Some(Role::Reviewer), ..AccountChange::default() },
            AccountChange { country: Some(None), ..AccountChange::default() },
        ] {
            let refused = store.change_account(&id, &change, "operator", now());
            assert!(matches!(refused, Err(StorageError::Invalid { .. })), "{refused:?}");
        }
    }

    fn a_token_is_revoked_by_its_owner_alone(store: Store) {
        let id = focal(&store).user.id;
        let other = invited(&store, "other@example.org", Role::FocalPoint, Some("XDB")).user.id;
        let sha256 = "0123456789abcdef0123456789abcdef".to_owned();
        let new = NewToken { sha256, label: "mine".to_owned(), scopes: TokenScopes::ReadWrite, expires: now() + Duration::days(1) };
        let token = store.issue_token(&id, &new, &id, now()).unwrap();
        assert_eq!(store.tokens(&id).unwrap(), std::slice::from_ref(&token));
        assert!(not_found(&store.revoke_token(&other, &token.id, now())));
        assert!(not_found(&store.revoke_token(&id, "%", now())));
        store.revoke_token(&id, &token.id, now()).unwrap();
        assert_eq!(store.find_token(&new.sha256, now()).unwrap(), None);
    }
}
