-- A return that the secretariat entered for a State names the file that shows what the State said: a letter, a mail.
CREATE TABLE on_behalf (
    step_id TEXT NOT NULL PRIMARY KEY REFERENCES return_step (id),
    upload_id TEXT NOT NULL REFERENCES upload (id)
);
CREATE TRIGGER on_behalf_never_changes BEFORE UPDATE OR DELETE ON on_behalf
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();
ALTER TABLE on_behalf ENABLE ROW LEVEL SECURITY;
ALTER TABLE on_behalf FORCE ROW LEVEL SECURITY;
CREATE POLICY on_behalf_own ON on_behalf USING (sees_everything() OR step_id IN (SELECT id FROM return_step));
