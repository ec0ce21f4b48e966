-- An institution contributes tables of its State's return: a revision of its own, which nobody submits. The focal point
-- merges contributions into one that is.

ALTER TABLE revision DROP CONSTRAINT revision_kind_check;
ALTER TABLE revision ADD CONSTRAINT revision_kind_check CHECK (kind IN ('return', 'correction', 'import', 'contribution'));

CREATE TABLE contribution (
    revision_id TEXT NOT NULL PRIMARY KEY REFERENCES revision (id),
    institution TEXT NOT NULL,
    actor TEXT NOT NULL,
    tables TEXT NOT NULL
);
CREATE TRIGGER contribution_never_changes BEFORE UPDATE OR DELETE ON contribution
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();
ALTER TABLE contribution ENABLE ROW LEVEL SECURITY;
ALTER TABLE contribution FORCE ROW LEVEL SECURITY;
CREATE POLICY contribution_own ON contribution USING (sees_everything() OR revision_id IN
    (SELECT revision.id FROM revision JOIN state_return ON state_return.id = return_id WHERE sees(country)));

CREATE TABLE merged_contribution (
    revision_id TEXT NOT NULL REFERENCES revision (id),
    contribution_id TEXT NOT NULL REFERENCES contribution (revision_id),
    PRIMARY KEY (revision_id, contribution_id)
);
CREATE INDEX merged_contribution_contribution_id ON merged_contribution (contribution_id);
CREATE TRIGGER merged_contribution_never_changes BEFORE UPDATE OR DELETE ON merged_contribution
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();
ALTER TABLE merged_contribution ENABLE ROW LEVEL SECURITY;
ALTER TABLE merged_contribution FORCE ROW LEVEL SECURITY;
CREATE POLICY merged_contribution_own ON merged_contribution
    USING (sees_everything() OR contribution_id IN (SELECT revision_id FROM contribution));
