//! Answers to requests with a key: claimed by one, kept for a day.

use chrono::{DateTime, Duration, Utc};
use storage::{Claim, KeptAnswer, NewUser, Role, Store};

use crate::{database_tests, support};

fn at(hours: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap() + Duration::hours(hours)
}

database_tests! {
    fn a_key_is_claimed_once_and_its_answer_is_kept_for_a_day(store: Store) {
        let new = NewUser { name: "A".to_owned(), role: Role::Reviewer, country: None, institution: None };
        let user = store.add_user(&new, at(0)).unwrap().id;
        assert_eq!(store.claim_key(&user, "key", at(0)).unwrap(), Claim::Yours);
        assert_eq!(store.claim_key(&user, "key", at(1)).unwrap(), Claim::Unanswered, "whoever was first may have ended");
        assert_eq!(store.claim_key(&user, "another", at(1)).unwrap(), Claim::Yours);
        let (request_sha256, headers) = ("a".repeat(64), "{}".to_owned());
        let answer = KeptAnswer { request_sha256, status: 201, headers, body: vec![0, 255, 10] };
        store.keep_answer(&user, "key", &answer).unwrap();
        assert_eq!(store.claim_key(&user, "key", at(23)).unwrap(), Claim::Answered(answer));
        store.release_key(&user, "another").unwrap();
        assert_eq!(store.claim_key(&user, "another", at(23)).unwrap(), Claim::Yours);
        assert_eq!(store.claim_key(&user, "key", at(25)).unwrap(), Claim::Yours, "after a day it is forgotten");
    }
}
