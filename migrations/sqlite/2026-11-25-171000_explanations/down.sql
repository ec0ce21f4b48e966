DROP TABLE explanation_lapse;
DROP TABLE explanation_decision;

-- SQLite drops no column that refers to another row: the table is made anew.
CREATE TABLE explanation_before (
    id TEXT NOT NULL PRIMARY KEY,
    revision_id TEXT NOT NULL REFERENCES revision (id),
    code TEXT NOT NULL,
    place TEXT NOT NULL,
    value_sha256 TEXT NOT NULL,
    text TEXT NOT NULL,
    actor TEXT NOT NULL,
    created_at TEXT NOT NULL
);
INSERT INTO explanation_before
    SELECT id, revision_id, code, place, value_sha256, text, actor, created_at FROM explanation;
DROP TABLE explanation;
ALTER TABLE explanation_before RENAME TO explanation;
CREATE TRIGGER explanation_refuses_update BEFORE UPDATE ON explanation
BEGIN
    SELECT RAISE (ABORT, 'rows of explanation never change');
END;
CREATE TRIGGER explanation_refuses_delete BEFORE DELETE ON explanation
BEGIN
    SELECT RAISE (ABORT, 'rows of explanation never change');
END;
CREATE INDEX explanation_revision_id ON explanation (revision_id);
