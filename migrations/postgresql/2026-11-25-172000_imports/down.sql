DROP INDEX receipt_revision_id;
DROP TABLE import_report;
