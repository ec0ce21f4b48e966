-- A published file speaks of many States: its upload names none (an empty country), and what became of its rows is kept
-- with it, rows that nothing could be made of among them.
CREATE TABLE import_report (
    id TEXT NOT NULL PRIMARY KEY,
    upload_id TEXT NOT NULL REFERENCES upload (id),
    report TEXT NOT NULL,
    actor TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE TRIGGER import_report_never_changes BEFORE UPDATE OR DELETE ON import_report
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();

CREATE INDEX import_report_upload_id ON import_report (upload_id);
CREATE INDEX receipt_revision_id ON receipt (revision_id);
