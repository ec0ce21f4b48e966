-- The collection of a year: when it is open and due; what single States were granted; who was reminded, and when.

CREATE TABLE cycle (
    year INTEGER NOT NULL PRIMARY KEY,
    edition TEXT NOT NULL,
    opens_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    closes_on TEXT NOT NULL,
    version INTEGER NOT NULL,
    CHECK (opens_on <= due_on AND due_on <= closes_on)
);

CREATE TABLE extension (
    id TEXT NOT NULL PRIMARY KEY,
    cycle INTEGER NOT NULL REFERENCES cycle (year),
    country TEXT NOT NULL,
    due_on TEXT NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    granted_at TEXT NOT NULL
);
CREATE TRIGGER extension_refuses_update BEFORE UPDATE ON extension
BEGIN
    SELECT RAISE (ABORT, 'rows of extension never change');
END;
CREATE TRIGGER extension_refuses_delete BEFORE DELETE ON extension
BEGIN
    SELECT RAISE (ABORT, 'rows of extension never change');
END;

-- A reminder waits in this table until it is sent, stops by itself, or has failed too often.
CREATE TABLE reminder (
    id TEXT NOT NULL PRIMARY KEY,
    cycle INTEGER NOT NULL REFERENCES cycle (year),
    country TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES user_account (id),
    occasion TEXT NOT NULL,
    queued_at TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_at TEXT NOT NULL,
    outcome TEXT CHECK (outcome IN ('sent', 'stopped', 'failed')),
    settled_at TEXT,
    CHECK ((outcome IS NULL) = (settled_at IS NULL))
);
CREATE INDEX reminder_country ON reminder (cycle, country, queued_at);
CREATE INDEX reminder_waiting ON reminder (next_at) WHERE outcome IS NULL;
CREATE INDEX extension_cycle ON extension (cycle, country);
