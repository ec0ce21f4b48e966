-- Reads of what is not published: gathered, and sealed in batches, each with one entry in the audit chain.
CREATE TABLE access_batch (
    id TEXT NOT NULL PRIMARY KEY,
    reads INTEGER NOT NULL,
    first_at TEXT NOT NULL,
    last_at TEXT NOT NULL,
    sha256 TEXT NOT NULL
);
CREATE TRIGGER access_batch_never_changes BEFORE UPDATE OR DELETE ON access_batch
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();

CREATE TABLE access_log (
    batch_id TEXT NOT NULL REFERENCES access_batch (id),
    position INTEGER NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    route TEXT NOT NULL,
    object TEXT NOT NULL,
    PRIMARY KEY (batch_id, position)
);
CREATE TRIGGER access_log_never_changes BEFORE UPDATE OR DELETE ON access_log
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();
