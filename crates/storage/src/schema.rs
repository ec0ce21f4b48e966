//! The tables, one definition for both databases. A test compares it with what the migrations make.

mod accounts;
mod collection;
mod record;
mod transit;
mod workflow;

pub(crate) use accounts::{
    account_link, api_token, kept_answer, openid_binding, session, sign_in_failure, user_account,
};
pub(crate) use collection::{cycle, extension, reminder};
pub(crate) use record::{access_batch, access_log, audit, audit_head};
pub(crate) use transit::{job, transfer, transfer_part};
pub(crate) use workflow::{
    clearance, contribution, merged_contribution, on_behalf, question, question_closing, question_message,
    return_step,
};

diesel::table! {
    setting (key) {
        key -> Text,
        value -> Text,
    }
}

diesel::table! {
    list_code (edition, list, code) {
        edition -> Text,
        list -> Text,
        code -> Text,
        position -> Integer,
    }
}

diesel::table! {
    original (sha256) {
        sha256 -> Text,
        size -> BigInt,
    }
}

diesel::table! {
    original_piece (sha256, number) {
        sha256 -> Text,
        number -> Integer,
        bytes -> Binary,
    }
}

diesel::table! {
    upload (id) {
        id -> Text,
        country -> Text,
        cycle -> Integer,
        sha256 -> Text,
        file_name -> Nullable<Text>,
        media_type -> Nullable<Text>,
        received_at -> Text,
        actor -> Text,
    }
}

diesel::table! {
    refusal (upload_id) {
        upload_id -> Text,
        problem -> Text,
        refused_at -> Text,
    }
}

diesel::table! {
    submission (id) {
        id -> Text,
        upload_id -> Text,
        country -> Text,
        cycle -> Integer,
        edition -> Text,
        text_version -> Text,
        rule_set -> Text,
        language -> Text,
        identity_sha256 -> Text,
        created_at -> Text,
    }
}

diesel::table! {
    submission_basis (id) {
        id -> Text,
        submission_id -> Text,
        rests_on -> Text,
        judged_at -> Text,
    }
}
diesel::table! {
    state_return (id) {
        id -> Text,
        country -> Text,
        year -> Integer,
        version -> Integer,
        state -> Text,
        current_revision -> Nullable<Text>,
        submitted_revision -> Nullable<Text>,
        accepted_revision -> Nullable<Text>,
        published_revision -> Nullable<Text>,
    }
}

diesel::table! {
    revision (id) {
        id -> Text,
        return_id -> Text,
        submission_id -> Text,
        number -> Integer,
        kind -> Text,
        edition -> Text,
        fingerprint -> Text,
        content_sha256 -> Text,
        created_at -> Text,
    }
}

diesel::table! {
    declaration (revision_id, table_id, item) {
        revision_id -> Text,
        table_id -> Text,
        item -> Text,
        availability -> Text,
        quality -> Text,
        confidentiality -> Text,
        included_in -> Nullable<Text>,
        value_kind -> Nullable<Text>,
        count -> Nullable<BigInt>,
        decimal -> Nullable<Double>,
        text -> Nullable<Text>,
        note -> Nullable<Text>,
        source -> Nullable<Text>,
        inherited -> Bool,
        unread -> Nullable<Text>,
        origin_upload -> Nullable<Text>,
        origin -> Nullable<Text>,
    }
}

diesel::table! {
    observation (revision_id, table_id, row_code, column_code) {
        revision_id -> Text,
        table_id -> Text,
        row_code -> Text,
        column_code -> Text,
        availability -> Text,
        quality -> Text,
        confidentiality -> Text,
        included_in -> Nullable<Text>,
        value_kind -> Nullable<Text>,
        count -> Nullable<BigInt>,
        decimal -> Nullable<Double>,
        text -> Nullable<Text>,
        note -> Nullable<Text>,
        source -> Nullable<Text>,
        inherited -> Bool,
        unread -> Nullable<Text>,
        origin_upload -> Nullable<Text>,
        origin -> Nullable<Text>,
        correction_reason -> Nullable<Text>,
    }
}

diesel::table! {
    seizure (id) {
        id -> Text,
        revision_id -> Text,
        table_id -> Text,
        position -> Integer,
        case_reference -> Nullable<Text>,
        seized_on -> Nullable<Text>,
        place_class -> Nullable<Text>,
        authority -> Nullable<Text>,
        justification -> Nullable<Text>,
        link -> Nullable<Text>,
        offence -> Nullable<Text>,
        investigated -> Nullable<Text>,
        arms_total -> Nullable<BigInt>,
        parts -> Nullable<BigInt>,
        ammunition -> Nullable<BigInt>,
        narrative -> Nullable<Text>,
        origin -> Nullable<Text>,
    }
}

diesel::table! {
    seizure_arms (seizure_id, line) {
        seizure_id -> Text,
        line -> Integer,
        arm_type -> Nullable<Text>,
        count -> Nullable<BigInt>,
        make -> Nullable<Text>,
        model -> Nullable<Text>,
        calibre -> Nullable<Text>,
        made_in -> Nullable<Text>,
        marking -> Nullable<Text>,
    }
}

diesel::table! {
    seizure_context (seizure_id, position) {
        seizure_id -> Text,
        position -> Integer,
        context -> Text,
    }
}

diesel::table! {
    seizure_route (seizure_id, role, position) {
        seizure_id -> Text,
        role -> Text,
        position -> Integer,
        country -> Text,
    }
}

diesel::table! {
    seizure_suspect (seizure_id, line) {
        seizure_id -> Text,
        line -> Integer,
        persons -> Nullable<BigInt>,
        sex -> Nullable<Text>,
        age -> Nullable<Text>,
        nationality -> Nullable<Text>,
        member_of -> Nullable<Text>,
    }
}

diesel::table! {
    seizure_answer (seizure_id, child, line, field) {
        seizure_id -> Text,
        child -> Text,
        line -> Integer,
        field -> Text,
        availability -> Text,
        quality -> Text,
        confidentiality -> Text,
        included_in -> Nullable<Text>,
        value_kind -> Nullable<Text>,
        count -> Nullable<BigInt>,
        decimal -> Nullable<Double>,
        text -> Nullable<Text>,
        note -> Nullable<Text>,
        source -> Nullable<Text>,
        inherited -> Bool,
        unread -> Nullable<Text>,
        origin_upload -> Nullable<Text>,
        origin -> Nullable<Text>,
    }
}

diesel::table! {
    finding (revision_id, position) {
        revision_id -> Text,
        position -> Integer,
        code -> Text,
        outcome -> Text,
        severity -> Text,
        gate -> Text,
        locations -> Text,
        args -> Text,
        judged -> Text,
        rule_version -> Text,
    }
}

diesel::table! {
    not_evaluable (revision_id, position) {
        revision_id -> Text,
        position -> Integer,
        code -> Text,
        place -> Text,
        cells -> Text,
    }
}

diesel::table! {
    explanation (id) {
        id -> Text,
        revision_id -> Text,
        code -> Text,
        place -> Text,
        value_sha256 -> Text,
        text -> Text,
        actor -> Text,
        created_at -> Text,
        rule_version -> Text,
        carried_from -> Nullable<Text>,
    }
}

diesel::table! {
    explanation_decision (id) {
        id -> Text,
        explanation_id -> Text,
        decision -> Text,
        text -> Text,
        actor -> Text,
        decided_at -> Text,
    }
}

diesel::table! {
    explanation_lapse (revision_id, explanation_id) {
        revision_id -> Text,
        explanation_id -> Text,
        reason -> Text,
        lapsed_at -> Text,
    }
}

diesel::table! {
    import_report (id) {
        id -> Text,
        upload_id -> Text,
        report -> Text,
        actor -> Text,
        created_at -> Text,
    }
}

diesel::table! {
    receipt (id) {
        id -> Text,
        return_id -> Text,
        revision_id -> Text,
        submitted_at -> Text,
        original_sha256 -> Text,
        content_sha256 -> Text,
        rule_set -> Text,
        chain_head -> Text,
        actor -> Text,
    }
}

diesel::joinable!(revision -> submission (submission_id));
diesel::joinable!(revision -> state_return (return_id));
diesel::joinable!(submission -> upload (upload_id));
diesel::joinable!(return_step -> revision (revision_id));
diesel::joinable!(question -> revision (revision_id));
diesel::joinable!(contribution -> revision (revision_id));
diesel::joinable!(merged_contribution -> revision (revision_id));
diesel::joinable!(receipt -> revision (revision_id));
diesel::joinable!(upload -> original (sha256));
diesel::joinable!(explanation -> revision (revision_id));
diesel::joinable!(explanation_lapse -> explanation (explanation_id));
diesel::joinable!(seizure_answer -> seizure (seizure_id));
diesel::allow_tables_to_appear_in_same_query!(
    revision,
    state_return,
    submission,
    upload,
    original,
    seizure,
    seizure_answer,
    explanation,
    explanation_lapse,
    receipt,
    return_step,
    on_behalf,
    contribution,
    merged_contribution,
    question,
    question_closing,
    question_message,
    user_account,
    reminder,
    cycle
);
