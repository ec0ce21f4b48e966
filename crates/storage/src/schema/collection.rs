//! Tables of the collection of a year.

diesel::table! {
    cycle (year) {
        year -> Integer,
        edition -> Text,
        opens_on -> Text,
        due_on -> Text,
        closes_on -> Text,
        version -> Integer,
    }
}

diesel::table! {
    extension (id) {
        id -> Text,
        cycle -> Integer,
        country -> Text,
        due_on -> Text,
        reason -> Text,
        actor -> Text,
        granted_at -> Text,
    }
}

diesel::table! {
    reminder (id) {
        id -> Text,
        cycle -> Integer,
        country -> Text,
        user_id -> Text,
        occasion -> Text,
        queued_at -> Text,
        attempts -> Integer,
        next_at -> Text,
        outcome -> Nullable<Text>,
        settled_at -> Nullable<Text>,
    }
}

use super::accounts::user_account;

diesel::joinable!(reminder -> user_account (user_id));
diesel::joinable!(reminder -> cycle (cycle));
