-- An institution contributes tables of its State's return: a revision of its own, which nobody submits. The focal point
-- merges contributions into one that is.

DROP TRIGGER revision_refuses_update;
ALTER TABLE revision ADD COLUMN wider TEXT NOT NULL DEFAULT 'return' CHECK (wider IN ('return', 'correction', 'import', 'contribution'));
UPDATE revision SET wider = kind;
ALTER TABLE revision DROP COLUMN kind;
ALTER TABLE revision RENAME COLUMN wider TO kind;
CREATE TRIGGER revision_refuses_update BEFORE UPDATE ON revision
BEGIN
    SELECT RAISE (ABORT, 'rows of revision never change');
END;

CREATE TABLE contribution (
    revision_id TEXT NOT NULL PRIMARY KEY REFERENCES revision (id),
    institution TEXT NOT NULL,
    actor TEXT NOT NULL,
    tables TEXT NOT NULL
);
CREATE TRIGGER contribution_refuses_update BEFORE UPDATE ON contribution
BEGIN
    SELECT RAISE (ABORT, 'rows of contribution never change');
END;
CREATE TRIGGER contribution_refuses_delete BEFORE DELETE ON contribution
BEGIN
    SELECT RAISE (ABORT, 'rows of contribution never change');
END;

CREATE TABLE merged_contribution (
    revision_id TEXT NOT NULL REFERENCES revision (id),
    contribution_id TEXT NOT NULL REFERENCES contribution (revision_id),
    PRIMARY KEY (revision_id, contribution_id)
);
CREATE INDEX merged_contribution_contribution_id ON merged_contribution (contribution_id);
CREATE TRIGGER merged_contribution_refuses_update BEFORE UPDATE ON merged_contribution
BEGIN
    SELECT RAISE (ABORT, 'rows of merged_contribution never change');
END;
CREATE TRIGGER merged_contribution_refuses_delete BEFORE DELETE ON merged_contribution
BEGIN
    SELECT RAISE (ABORT, 'rows of merged_contribution never change');
END;
