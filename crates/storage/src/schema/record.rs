//! Tables of the record: what changed, and what was read.

diesel::table! {
    audit (seq) {
        seq -> BigInt,
        at -> Text,
        actor -> Text,
        action -> Text,
        object -> Text,
        detail -> Text,
        previous_hash -> Text,
        hash -> Text,
    }
}

diesel::table! {
    audit_head (id) {
        id -> Integer,
        seq -> BigInt,
        hash -> Text,
    }
}

diesel::table! {
    access_batch (id) {
        id -> Text,
        reads -> Integer,
        first_at -> Text,
        last_at -> Text,
        sha256 -> Text,
    }
}

diesel::table! {
    access_log (batch_id, position) {
        batch_id -> Text,
        position -> Integer,
        at -> Text,
        actor -> Text,
        route -> Text,
        object -> Text,
    }
}
