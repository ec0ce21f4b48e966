-- What was judged is part of what is stored. A submission is the same where its answers and what was found about them
-- are the same; a finding knows what it judged and under which version of its rule; a corrected cell knows why.
-- Rows from before hold the digest of their content alone, so that their file, sent again, is judged again.
ALTER TABLE submission RENAME COLUMN content_sha256 TO identity_sha256;
ALTER TABLE observation ADD COLUMN correction_reason TEXT;
ALTER TABLE finding ADD COLUMN judged TEXT NOT NULL DEFAULT '';
ALTER TABLE finding ADD COLUMN rule_version TEXT NOT NULL DEFAULT '';

-- The earlier revisions a submission was judged against, by year, as JSON. Judged again, it gets another row; the last
-- one counts.
CREATE TABLE submission_basis (
    id TEXT NOT NULL PRIMARY KEY,
    submission_id TEXT NOT NULL REFERENCES submission (id),
    rests_on TEXT NOT NULL,
    judged_at TEXT NOT NULL
);
CREATE TRIGGER submission_basis_refuses_update BEFORE UPDATE ON submission_basis
BEGIN
    SELECT RAISE (ABORT, 'rows of submission_basis never change');
END;
CREATE TRIGGER submission_basis_refuses_delete BEFORE DELETE ON submission_basis
BEGIN
    SELECT RAISE (ABORT, 'rows of submission_basis never change');
END;

CREATE INDEX submission_basis_submission_id ON submission_basis (submission_id);
