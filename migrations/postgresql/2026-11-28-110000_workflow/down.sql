DROP TRIGGER state_return_follows_the_workflow ON state_return;
DROP FUNCTION follow_the_workflow ();
DROP TABLE question_closing;
DROP TABLE question_message;
DROP TABLE question;
DROP TABLE clearance;
DROP TABLE return_step;
