DROP TABLE access_log;
DROP TABLE access_batch;
