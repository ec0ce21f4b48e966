-- The State's reasons: bound to a version of a rule, carried from revision to revision, decided on one by one. A carried
-- row names the explanation as it was first given; decisions are about that one.
ALTER TABLE explanation ADD COLUMN rule_version TEXT NOT NULL DEFAULT '';
ALTER TABLE explanation ADD COLUMN carried_from TEXT REFERENCES explanation (id);

CREATE TABLE explanation_decision (
    id TEXT NOT NULL PRIMARY KEY,
    explanation_id TEXT NOT NULL REFERENCES explanation (id),
    decision TEXT NOT NULL CHECK (decision IN ('accepted', 'questioned')),
    text TEXT NOT NULL,
    actor TEXT NOT NULL,
    decided_at TEXT NOT NULL
);
CREATE TRIGGER explanation_decision_never_changes BEFORE UPDATE OR DELETE ON explanation_decision
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();

CREATE TABLE explanation_lapse (
    revision_id TEXT NOT NULL REFERENCES revision (id),
    explanation_id TEXT NOT NULL REFERENCES explanation (id),
    reason TEXT NOT NULL CHECK (reason IN ('value', 'rule', 'resolved')),
    lapsed_at TEXT NOT NULL,
    PRIMARY KEY (revision_id, explanation_id)
);
CREATE TRIGGER explanation_lapse_never_changes BEFORE UPDATE OR DELETE ON explanation_lapse
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();

CREATE INDEX explanation_decision_explanation_id ON explanation_decision (explanation_id);
