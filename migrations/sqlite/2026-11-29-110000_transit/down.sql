DROP TABLE transfer_part;
DROP TABLE transfer;
DROP TABLE job;
