DROP TABLE reminder;
DROP TABLE extension;
DROP TABLE cycle;
