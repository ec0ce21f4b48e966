-- Reads of what is not published: gathered, and sealed in batches, each with one entry in the audit chain.
CREATE TABLE access_batch (
    id TEXT NOT NULL PRIMARY KEY,
    reads INTEGER NOT NULL,
    first_at TEXT NOT NULL,
    last_at TEXT NOT NULL,
    sha256 TEXT NOT NULL
);
CREATE TRIGGER access_batch_refuses_update BEFORE UPDATE ON access_batch
BEGIN
    SELECT RAISE (ABORT, 'rows of access_batch never change');
END;
CREATE TRIGGER access_batch_refuses_delete BEFORE DELETE ON access_batch
BEGIN
    SELECT RAISE (ABORT, 'rows of access_batch never change');
END;

CREATE TABLE access_log (
    batch_id TEXT NOT NULL REFERENCES access_batch (id),
    position INTEGER NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    route TEXT NOT NULL,
    object TEXT NOT NULL,
    PRIMARY KEY (batch_id, position)
);
CREATE TRIGGER access_log_refuses_update BEFORE UPDATE ON access_log
BEGIN
    SELECT RAISE (ABORT, 'rows of access_log never change');
END;
CREATE TRIGGER access_log_refuses_delete BEFORE DELETE ON access_log
BEGIN
    SELECT RAISE (ABORT, 'rows of access_log never change');
END;
