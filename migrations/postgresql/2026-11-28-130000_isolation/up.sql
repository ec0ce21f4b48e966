-- A second net below the filters of the queries: rows of returns are there for whom they concern, and nobody forgets it.
-- Each transaction says what it sees in `iafq.sight`: `everything`, `state:XDA`, or `nothing`. The owner of the tables is
-- held by it as well (FORCE); a superuser is not: let the program work with a role of its own (`let_work`).

CREATE FUNCTION sees (country TEXT) RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('iafq.sight', true), '') IN ('everything', 'state:' || country)
$$;
CREATE FUNCTION sees_everything () RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('iafq.sight', true), '') = 'everything'
$$;

-- The role with which the program works reads and writes rows, owns nothing, and changes no row that never changes.
CREATE FUNCTION let_work (role TEXT) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
    name TEXT;
    rights TEXT;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), role);
    FOR name, rights IN
        SELECT class.relname, CASE
            WHEN class.relname = '__diesel_schema_migrations' THEN 'SELECT'
            WHEN EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = class.oid AND tgname = class.relname || '_never_changes')
                THEN 'SELECT, INSERT'
            ELSE 'SELECT, INSERT, UPDATE, DELETE'
        END
        FROM pg_class AS class WHERE class.relkind = 'r' AND class.relnamespace = current_schema()::regnamespace
    LOOP
        EXECUTE format('REVOKE ALL ON %I FROM %I', name, role);
        EXECUTE format('GRANT %s ON %I TO %I', rights, name, role);
    END LOOP;
    -- Many rows at once go by a temporary table. Who does not own the database cannot grant it; mostly everybody may.
    IF NOT has_database_privilege(role, current_database(), 'TEMPORARY') THEN
        EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO %I', current_database(), role);
    END IF;
END
$$;
REVOKE ALL ON FUNCTION let_work (TEXT) FROM PUBLIC;

-- What belongs to a State by a column of its own. An empty country is a published file, which many read.

ALTER TABLE state_return ENABLE ROW LEVEL SECURITY;
ALTER TABLE state_return FORCE ROW LEVEL SECURITY;
CREATE POLICY state_return_read ON state_return FOR SELECT USING (published_revision IS NOT NULL);
CREATE POLICY state_return_own ON state_return USING (sees(country));

ALTER TABLE upload ENABLE ROW LEVEL SECURITY;
ALTER TABLE upload FORCE ROW LEVEL SECURITY;
CREATE POLICY upload_read ON upload FOR SELECT USING (country = '');
CREATE POLICY upload_own ON upload USING (sees(country));

ALTER TABLE submission ENABLE ROW LEVEL SECURITY;
ALTER TABLE submission FORCE ROW LEVEL SECURITY;
CREATE POLICY submission_own ON submission USING (sees(country));

-- What belongs to a return. Outsiders read answers of published revisions, and nothing else of them.

ALTER TABLE revision ENABLE ROW LEVEL SECURITY;
ALTER TABLE revision FORCE ROW LEVEL SECURITY;
CREATE POLICY revision_read ON revision FOR SELECT USING (id IN (SELECT published_revision FROM state_return));
CREATE POLICY revision_own ON revision USING (sees_everything() OR return_id IN (SELECT id FROM state_return WHERE sees(country)));

ALTER TABLE return_step ENABLE ROW LEVEL SECURITY;
ALTER TABLE return_step FORCE ROW LEVEL SECURITY;
CREATE POLICY return_step_read ON return_step FOR SELECT USING (revision_id IN (SELECT published_revision FROM state_return));
CREATE POLICY return_step_own ON return_step USING (sees_everything() OR return_id IN (SELECT id FROM state_return WHERE sees(country)));

ALTER TABLE observation ENABLE ROW LEVEL SECURITY;
ALTER TABLE observation FORCE ROW LEVEL SECURITY;
CREATE POLICY observation_read ON observation FOR SELECT USING (revision_id IN (SELECT published_revision FROM state_return));
CREATE POLICY observation_own ON observation USING (sees_everything() OR revision_id IN
    (SELECT revision.id FROM revision JOIN state_return ON state_return.id = return_id WHERE sees(country)));

ALTER TABLE declaration ENABLE ROW LEVEL SECURITY;
ALTER TABLE declaration FORCE ROW LEVEL SECURITY;
CREATE POLICY declaration_read ON declaration FOR SELECT USING (revision_id IN (SELECT published_revision FROM state_return));
CREATE POLICY declaration_own ON declaration USING (sees_everything() OR revision_id IN
    (SELECT revision.id FROM revision JOIN state_return ON state_return.id = return_id WHERE sees(country)));

ALTER TABLE seizure ENABLE ROW LEVEL SECURITY;
ALTER TABLE seizure FORCE ROW LEVEL SECURITY;
CREATE POLICY seizure_read ON seizure FOR SELECT USING (revision_id IN (SELECT published_revision FROM state_return));
CREATE POLICY seizure_own ON seizure USING (sees_everything() OR revision_id IN
    (SELECT revision.id FROM revision JOIN state_return ON state_return.id = return_id WHERE sees(country)));

ALTER TABLE finding ENABLE ROW LEVEL SECURITY;
ALTER TABLE finding FORCE ROW LEVEL SECURITY;
CREATE POLICY finding_own ON finding USING (sees_everything() OR revision_id IN
    (SELECT revision.id FROM revision JOIN state_return ON state_return.id = return_id WHERE sees(country)));

ALTER TABLE not_evaluable ENABLE ROW LEVEL SECURITY;
ALTER TABLE not_evaluable FORCE ROW LEVEL SECURITY;
CREATE POLICY not_evaluable_own ON not_evaluable USING (sees_everything() OR revision_id IN
    (SELECT revision.id FROM revision JOIN state_return ON state_return.id = return_id WHERE sees(country)));

ALTER TABLE explanation ENABLE ROW LEVEL SECURITY;
ALTER TABLE explanation FORCE ROW LEVEL SECURITY;
CREATE POLICY explanation_own ON explanation USING (sees_everything() OR revision_id IN
    (SELECT revision.id FROM revision JOIN state_return ON state_return.id = return_id WHERE sees(country)));

ALTER TABLE explanation_lapse ENABLE ROW LEVEL SECURITY;
ALTER TABLE explanation_lapse FORCE ROW LEVEL SECURITY;
CREATE POLICY explanation_lapse_own ON explanation_lapse USING (sees_everything() OR revision_id IN
    (SELECT revision.id FROM revision JOIN state_return ON state_return.id = return_id WHERE sees(country)));

ALTER TABLE question ENABLE ROW LEVEL SECURITY;
ALTER TABLE question FORCE ROW LEVEL SECURITY;
CREATE POLICY question_own ON question USING (sees_everything() OR revision_id IN
    (SELECT revision.id FROM revision JOIN state_return ON state_return.id = return_id WHERE sees(country)));

ALTER TABLE receipt ENABLE ROW LEVEL SECURITY;
ALTER TABLE receipt FORCE ROW LEVEL SECURITY;
CREATE POLICY receipt_own ON receipt USING (sees_everything() OR revision_id IN
    (SELECT revision.id FROM revision JOIN state_return ON state_return.id = return_id WHERE sees(country)));

-- What belongs to one of these, and is there where it is. Lines of incidents are looked for one by one: there may be
-- hundreds of thousands, of which a statement is about some.

ALTER TABLE seizure_arms ENABLE ROW LEVEL SECURITY;
ALTER TABLE seizure_arms FORCE ROW LEVEL SECURITY;
CREATE POLICY seizure_arms_own ON seizure_arms USING (sees_everything() OR EXISTS
    (SELECT 1 FROM seizure WHERE seizure.id = seizure_arms.seizure_id));

ALTER TABLE seizure_context ENABLE ROW LEVEL SECURITY;
ALTER TABLE seizure_context FORCE ROW LEVEL SECURITY;
CREATE POLICY seizure_context_own ON seizure_context USING (sees_everything() OR EXISTS
    (SELECT 1 FROM seizure WHERE seizure.id = seizure_context.seizure_id));

ALTER TABLE seizure_route ENABLE ROW LEVEL SECURITY;
ALTER TABLE seizure_route FORCE ROW LEVEL SECURITY;
CREATE POLICY seizure_route_own ON seizure_route USING (sees_everything() OR EXISTS
    (SELECT 1 FROM seizure WHERE seizure.id = seizure_route.seizure_id));

ALTER TABLE seizure_suspect ENABLE ROW LEVEL SECURITY;
ALTER TABLE seizure_suspect FORCE ROW LEVEL SECURITY;
CREATE POLICY seizure_suspect_own ON seizure_suspect USING (sees_everything() OR EXISTS
    (SELECT 1 FROM seizure WHERE seizure.id = seizure_suspect.seizure_id));

ALTER TABLE seizure_answer ENABLE ROW LEVEL SECURITY;
ALTER TABLE seizure_answer FORCE ROW LEVEL SECURITY;
CREATE POLICY seizure_answer_own ON seizure_answer USING (sees_everything() OR EXISTS
    (SELECT 1 FROM seizure WHERE seizure.id = seizure_answer.seizure_id));

ALTER TABLE submission_basis ENABLE ROW LEVEL SECURITY;
ALTER TABLE submission_basis FORCE ROW LEVEL SECURITY;
CREATE POLICY submission_basis_own ON submission_basis USING (sees_everything() OR submission_id IN (SELECT id FROM submission));

ALTER TABLE refusal ENABLE ROW LEVEL SECURITY;
ALTER TABLE refusal FORCE ROW LEVEL SECURITY;
CREATE POLICY refusal_own ON refusal USING (sees_everything() OR upload_id IN (SELECT id FROM upload));

ALTER TABLE explanation_decision ENABLE ROW LEVEL SECURITY;
ALTER TABLE explanation_decision FORCE ROW LEVEL SECURITY;
CREATE POLICY explanation_decision_own ON explanation_decision USING (sees_everything() OR explanation_id IN (SELECT id FROM explanation));

ALTER TABLE question_message ENABLE ROW LEVEL SECURITY;
ALTER TABLE question_message FORCE ROW LEVEL SECURITY;
CREATE POLICY question_message_own ON question_message USING (sees_everything() OR question_id IN (SELECT id FROM question));

ALTER TABLE question_closing ENABLE ROW LEVEL SECURITY;
ALTER TABLE question_closing FORCE ROW LEVEL SECURITY;
CREATE POLICY question_closing_own ON question_closing USING (sees_everything() OR question_id IN (SELECT id FROM question));

ALTER TABLE clearance ENABLE ROW LEVEL SECURITY;
ALTER TABLE clearance FORCE ROW LEVEL SECURITY;
CREATE POLICY clearance_own ON clearance USING (sees_everything() OR step_id IN (SELECT id FROM return_step));

-- Originals are named by their content: who has an upload of it sees it. They are kept before their upload is.

ALTER TABLE original ENABLE ROW LEVEL SECURITY;
ALTER TABLE original FORCE ROW LEVEL SECURITY;
CREATE POLICY original_write ON original FOR INSERT WITH CHECK (true);
CREATE POLICY original_own ON original FOR SELECT USING (sees_everything() OR sha256 IN (SELECT sha256 FROM upload));

ALTER TABLE original_piece ENABLE ROW LEVEL SECURITY;
ALTER TABLE original_piece FORCE ROW LEVEL SECURITY;
CREATE POLICY original_piece_write ON original_piece FOR INSERT WITH CHECK (true);
CREATE POLICY original_piece_own ON original_piece FOR SELECT USING (sees_everything() OR sha256 IN (SELECT sha256 FROM upload));

-- The record: everybody adds to it, and who sees everything reads it.

ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_write ON audit FOR INSERT WITH CHECK (true);
CREATE POLICY audit_own ON audit FOR SELECT USING (sees_everything());

ALTER TABLE access_batch ENABLE ROW LEVEL SECURITY;
ALTER TABLE access_batch FORCE ROW LEVEL SECURITY;
CREATE POLICY access_batch_write ON access_batch FOR INSERT WITH CHECK (true);
CREATE POLICY access_batch_own ON access_batch FOR SELECT USING (sees_everything());

ALTER TABLE access_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE access_log FORCE ROW LEVEL SECURITY;
CREATE POLICY access_log_write ON access_log FOR INSERT WITH CHECK (true);
CREATE POLICY access_log_own ON access_log FOR SELECT USING (sees_everything());

ALTER TABLE import_report ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_report FORCE ROW LEVEL SECURITY;
CREATE POLICY import_report_own ON import_report USING (sees_everything());
