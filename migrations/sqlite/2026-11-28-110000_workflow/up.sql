-- The workflow of a return: its steps, which never change and of which each follows an edge; what the State clears,
-- table by table; questions on cells. The edges are those of `storage::workflow`, which a test compares.

CREATE TABLE return_step (
    id TEXT NOT NULL PRIMARY KEY,
    return_id TEXT NOT NULL REFERENCES state_return (id),
    number INTEGER NOT NULL CHECK (number > 0),
    step TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    revision_id TEXT REFERENCES revision (id),
    previous_revision TEXT REFERENCES revision (id),
    reason TEXT,
    actor TEXT NOT NULL,
    taken_at TEXT NOT NULL,
    UNIQUE (return_id, number),
    CHECK (step || ':' || from_state || '>' || to_state IN (
        'submitted:draft>submitted',
        'submitted:submitted>submitted',
        'submitted:returned>submitted',
        'submitted:accepted>submitted',
        'submitted:cleared>submitted',
        'submitted:published>submitted',
        'recalled:submitted>draft',
        'recalled:submitted>submitted',
        'recalled:submitted>returned',
        'recalled:submitted>accepted',
        'recalled:submitted>cleared',
        'recalled:submitted>published',
        'recalled:returned>accepted',
        'recalled:returned>cleared',
        'recalled:returned>published',
        'returned:submitted>returned',
        'returned:accepted>returned',
        'returned:cleared>returned',
        'accepted:submitted>accepted',
        'cleared:accepted>cleared',
        'cleared:cleared>cleared',
        'clearance_withdrawn:cleared>accepted',
        'published:cleared>published'
    )),
    CHECK (step <> 'returned' OR reason IS NOT NULL)
);
CREATE TRIGGER return_step_refuses_update BEFORE UPDATE ON return_step
BEGIN
    SELECT RAISE (ABORT, 'rows of return_step never change');
END;
CREATE TRIGGER return_step_refuses_delete BEFORE DELETE ON return_step
BEGIN
    SELECT RAISE (ABORT, 'rows of return_step never change');
END;

CREATE TABLE clearance (
    step_id TEXT NOT NULL REFERENCES return_step (id),
    table_id TEXT NOT NULL,
    PRIMARY KEY (step_id, table_id)
);
CREATE TRIGGER clearance_refuses_update BEFORE UPDATE ON clearance
BEGIN
    SELECT RAISE (ABORT, 'rows of clearance never change');
END;
CREATE TRIGGER clearance_refuses_delete BEFORE DELETE ON clearance
BEGIN
    SELECT RAISE (ABORT, 'rows of clearance never change');
END;

CREATE TABLE question (
    id TEXT NOT NULL PRIMARY KEY,
    revision_id TEXT NOT NULL REFERENCES revision (id),
    place TEXT NOT NULL,
    actor TEXT NOT NULL,
    asked_at TEXT NOT NULL
);
CREATE TRIGGER question_refuses_update BEFORE UPDATE ON question
BEGIN
    SELECT RAISE (ABORT, 'rows of question never change');
END;
CREATE TRIGGER question_refuses_delete BEFORE DELETE ON question
BEGIN
    SELECT RAISE (ABORT, 'rows of question never change');
END;

CREATE TABLE question_message (
    id TEXT NOT NULL PRIMARY KEY,
    question_id TEXT NOT NULL REFERENCES question (id),
    text TEXT NOT NULL,
    actor TEXT NOT NULL,
    written_at TEXT NOT NULL
);
CREATE TRIGGER question_message_refuses_update BEFORE UPDATE ON question_message
BEGIN
    SELECT RAISE (ABORT, 'rows of question_message never change');
END;
CREATE TRIGGER question_message_refuses_delete BEFORE DELETE ON question_message
BEGIN
    SELECT RAISE (ABORT, 'rows of question_message never change');
END;

CREATE TABLE question_closing (
    question_id TEXT NOT NULL PRIMARY KEY REFERENCES question (id),
    actor TEXT NOT NULL,
    closed_at TEXT NOT NULL
);
CREATE TRIGGER question_closing_refuses_update BEFORE UPDATE ON question_closing
BEGIN
    SELECT RAISE (ABORT, 'rows of question_closing never change');
END;
CREATE TRIGGER question_closing_refuses_delete BEFORE DELETE ON question_closing
BEGIN
    SELECT RAISE (ABORT, 'rows of question_closing never change');
END;

CREATE INDEX question_revision_id ON question (revision_id);
CREATE INDEX question_message_question_id ON question_message (question_id);

-- A published file makes a return published wherever it stood that the State has not submitted.
CREATE TRIGGER state_return_follows_the_workflow BEFORE UPDATE OF state ON state_return
WHEN OLD.state <> NEW.state AND OLD.state || '>' || NEW.state NOT IN (
    'draft>submitted', 'returned>submitted', 'accepted>submitted', 'cleared>submitted', 'published>submitted',
    'submitted>draft', 'submitted>returned', 'submitted>accepted', 'submitted>cleared', 'submitted>published',
    'returned>accepted', 'returned>cleared', 'returned>published', 'accepted>returned', 'cleared>returned',
    'accepted>cleared', 'cleared>accepted', 'cleared>published', 'draft>published'
)
BEGIN
    SELECT RAISE (ABORT, 'no step of the workflow leads there');
END;
