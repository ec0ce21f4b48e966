DROP TABLE submission_basis;
ALTER TABLE finding DROP COLUMN rule_version;
ALTER TABLE finding DROP COLUMN judged;
ALTER TABLE observation DROP COLUMN correction_reason;
ALTER TABLE submission RENAME COLUMN identity_sha256 TO content_sha256;
