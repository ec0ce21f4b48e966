-- A published file speaks of many States: its upload names none (an empty country), and what became of its rows is kept
-- with it, rows that nothing could be made of among them.
CREATE TABLE import_report (
    id TEXT NOT NULL PRIMARY KEY,
    upload_id TEXT NOT NULL REFERENCES upload (id),
    report TEXT NOT NULL,
    actor TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE TRIGGER import_report_refuses_update BEFORE UPDATE ON import_report
BEGIN
    SELECT RAISE (ABORT, 'rows of import_report never change');
END;
CREATE TRIGGER import_report_refuses_delete BEFORE DELETE ON import_report
BEGIN
    SELECT RAISE (ABORT, 'rows of import_report never change');
END;

CREATE INDEX import_report_upload_id ON import_report (upload_id);
CREATE INDEX receipt_revision_id ON receipt (revision_id);
