//! The tables of what is on its way: jobs, and files that arrive in parts.

diesel::table! {
    job (id) {
        id -> Text,
        country -> Text,
        cycle -> Integer,
        actor -> Text,
        upload_id -> Text,
        kept_at -> Text,
        reading_at -> Nullable<Text>,
        checking_at -> Nullable<Text>,
        storing_at -> Nullable<Text>,
        ended_at -> Nullable<Text>,
        lease_until -> Text,
        status -> Nullable<Integer>,
        location -> Nullable<Text>,
        body -> Nullable<Text>,
    }
}

diesel::table! {
    transfer (id) {
        id -> Text,
        country -> Text,
        cycle -> Integer,
        actor -> Text,
        metadata -> Nullable<Text>,
        size -> BigInt,
        received -> BigInt,
        begun_at -> Text,
        expires_at -> Text,
    }
}

diesel::table! {
    transfer_part (transfer_id, first_byte) {
        transfer_id -> Text,
        first_byte -> BigInt,
        bytes -> Binary,
    }
}
