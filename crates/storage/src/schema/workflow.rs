//! The tables of the workflow: steps, what they cleared, contributions and what they were merged into, questions.

diesel::table! {
    return_step (id) {
        id -> Text,
        return_id -> Text,
        number -> Integer,
        step -> Text,
        from_state -> Text,
        to_state -> Text,
        revision_id -> Nullable<Text>,
        previous_revision -> Nullable<Text>,
        reason -> Nullable<Text>,
        actor -> Text,
        taken_at -> Text,
    }
}

diesel::table! {
    clearance (step_id, table_id) {
        step_id -> Text,
        table_id -> Text,
    }
}

diesel::table! {
    on_behalf (step_id) {
        step_id -> Text,
        upload_id -> Text,
    }
}

diesel::table! {
    contribution (revision_id) {
        revision_id -> Text,
        institution -> Text,
        actor -> Text,
        tables -> Text,
    }
}

diesel::table! {
    merged_contribution (revision_id, contribution_id) {
        revision_id -> Text,
        contribution_id -> Text,
    }
}

diesel::table! {
    question (id) {
        id -> Text,
        revision_id -> Text,
        place -> Text,
        actor -> Text,
        asked_at -> Text,
    }
}

diesel::table! {
    question_message (id) {
        id -> Text,
        question_id -> Text,
        text -> Text,
        actor -> Text,
        written_at -> Text,
    }
}

diesel::table! {
    question_closing (question_id) {
        question_id -> Text,
        actor -> Text,
        closed_at -> Text,
    }
}

diesel::joinable!(merged_contribution -> contribution (contribution_id));
diesel::joinable!(on_behalf -> return_step (step_id));
diesel::joinable!(question_closing -> question (question_id));
