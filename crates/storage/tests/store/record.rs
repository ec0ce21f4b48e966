//! The audit, users and tokens, settings.

use storage::{NewUser, Role, Store};

use crate::samples::*;
use crate::{database_tests, support};

database_tests! {
    fn the_audit_chain_holds(store: Store) {
        store_one(&store, &of("XDA"), &response("XDA", 2025, 12), &findings(), "one").unwrap();
        assert_eq!(store.verify_chain().unwrap(), None);
        let actions: Vec<_> = store.audit(0, 10).unwrap().into_iter().map(|entry| entry.action).collect();
        assert_eq!(actions, ["upload.received", "submission.stored"]);
    }

    fn a_token_is_found_until_it_expires(store: Store) {
        let new = NewUser { name: "A. Focal".to_owned(), role: Role::FocalPoint, country: Some("XDA".into()), institution: None };
        let user = store.add_user(&new, now()).unwrap();
        store.add_token(&user.id, "hash", "test", now(), now() + chrono::Duration::days(1)).unwrap();
        assert_eq!(store.find_token("hash", now()).unwrap().map(|holder| holder.user), Some(user));
        assert_eq!(store.find_token("hash", now() + chrono::Duration::days(2)).unwrap(), None);
        assert_eq!(store.find_token("other", now()).unwrap(), None);
        let stateless = NewUser { name: "B".to_owned(), role: Role::FocalPoint, country: None, institution: None };
        assert!(store.add_user(&stateless, now()).is_err(), "a focal point belongs to a State");
    }

    fn a_setting_is_what_was_said_last(store: Store) {
        assert_eq!(store.setting("kind").unwrap(), None);
        store.set_setting("kind", "service").unwrap();
        store.set_setting("kind", "demo").unwrap();
        assert_eq!(store.setting("kind").unwrap().as_deref(), Some("demo"));
    }
}
