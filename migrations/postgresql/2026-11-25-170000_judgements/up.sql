-- What was judged is part of what is stored. A submission is the same where its answers and what was found about them
-- are the same; a finding knows what it judged and under which version of its rule; a corrected cell knows why.
-- Rows from before hold the digest of their content alone, so that their file, sent again, is judged again.
ALTER TABLE submission RENAME COLUMN content_sha256 TO identity_sha256;
ALTER TABLE observation ADD COLUMN correction_reason TEXT;
ALTER TABLE finding ADD COLUMN judged TEXT NOT NULL DEFAULT '';
ALTER TABLE finding ADD COLUMN rule_version TEXT NOT NULL DEFAULT '';
