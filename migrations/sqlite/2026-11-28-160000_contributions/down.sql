DROP TABLE merged_contribution;
DROP TABLE contribution;
DROP TRIGGER revision_refuses_update;
ALTER TABLE revision ADD COLUMN narrower TEXT NOT NULL DEFAULT 'return' CHECK (narrower IN ('return', 'correction', 'import'));
UPDATE revision SET narrower = kind;
ALTER TABLE revision DROP COLUMN kind;
ALTER TABLE revision RENAME COLUMN narrower TO kind;
CREATE TRIGGER revision_refuses_update BEFORE UPDATE ON revision
BEGIN
    SELECT RAISE (ABORT, 'rows of revision never change');
END;
