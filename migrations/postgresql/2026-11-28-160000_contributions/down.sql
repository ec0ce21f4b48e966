DROP TABLE merged_contribution;
DROP TABLE contribution;
ALTER TABLE revision DROP CONSTRAINT revision_kind_check;
ALTER TABLE revision ADD CONSTRAINT revision_kind_check CHECK (kind IN ('return', 'correction', 'import'));
