DROP TABLE explanation_lapse;
DROP TABLE explanation_decision;
ALTER TABLE explanation DROP COLUMN carried_from;
ALTER TABLE explanation DROP COLUMN rule_version;
