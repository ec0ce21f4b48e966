-- A return that the secretariat entered for a State names the file that shows what the State said: a letter, a mail.
CREATE TABLE on_behalf (
    step_id TEXT NOT NULL PRIMARY KEY REFERENCES return_step (id),
    upload_id TEXT NOT NULL REFERENCES upload (id)
);
CREATE TRIGGER on_behalf_refuses_update BEFORE UPDATE ON on_behalf
BEGIN
    SELECT RAISE (ABORT, 'rows of on_behalf never change');
END;
CREATE TRIGGER on_behalf_refuses_delete BEFORE DELETE ON on_behalf
BEGIN
    SELECT RAISE (ABORT, 'rows of on_behalf never change');
END;
