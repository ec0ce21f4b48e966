//! The tables of accounts and what is opened under them.

diesel::table! {
    user_account (id) {
        id -> Text,
        name -> Text,
        role -> Text,
        country -> Nullable<Text>,
        disabled -> Bool,
        created_at -> Text,
        mail -> Nullable<Text>,
        institution -> Nullable<Text>,
        language -> Text,
        password -> Nullable<Text>,
        totp -> Nullable<Text>,
        totp_step -> Nullable<BigInt>,
        erased_at -> Nullable<Text>,
    }
}

diesel::table! {
    api_token (sha256) {
        sha256 -> Text,
        user_id -> Text,
        label -> Text,
        created_at -> Text,
        expires_at -> Text,
        scopes -> Text,
        revoked_at -> Nullable<Text>,
    }
}

diesel::table! {
    account_link (sha256) {
        sha256 -> Text,
        user_id -> Text,
        kind -> Text,
        created_at -> Text,
        expires_at -> Text,
        used_at -> Nullable<Text>,
    }
}

diesel::table! {
    session (sha256) {
        sha256 -> Text,
        user_id -> Text,
        created_at -> Text,
        seen_at -> Text,
        strength -> Text,
    }
}

diesel::table! {
    openid_binding (issuer, subject) {
        issuer -> Text,
        subject -> Text,
        user_id -> Text,
        bound_at -> Text,
    }
}

diesel::table! {
    sign_in_failure (mail_sha256) {
        mail_sha256 -> Text,
        failures -> Integer,
        last_at -> Text,
    }
}

diesel::table! {
    kept_answer (user_id, key_sha256) {
        user_id -> Text,
        key_sha256 -> Text,
        claimed_at -> Text,
        request_sha256 -> Nullable<Text>,
        status -> Nullable<Integer>,
        headers -> Nullable<Text>,
        body -> Nullable<Binary>,
    }
}

diesel::joinable!(api_token -> user_account (user_id));
diesel::joinable!(account_link -> user_account (user_id));
diesel::joinable!(session -> user_account (user_id));
diesel::joinable!(openid_binding -> user_account (user_id));
diesel::allow_tables_to_appear_in_same_query!(account_link, api_token, openid_binding, session, user_account);
