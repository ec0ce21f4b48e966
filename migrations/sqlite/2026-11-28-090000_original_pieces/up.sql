-- Originals in pieces of 256 KiB: neither a database nor its driver then holds a whole file several times over.
CREATE TABLE original_piece (
    sha256 TEXT NOT NULL REFERENCES original (sha256),
    number INTEGER NOT NULL CHECK (number >= 0),
    bytes BLOB NOT NULL,
    PRIMARY KEY (sha256, number)
);
WITH RECURSIVE piece (number) AS (
    SELECT 0
    UNION ALL
    SELECT number + 1 FROM piece WHERE (number + 1) * 262144 < (SELECT COALESCE(MAX(length(bytes)), 0) FROM original)
)
INSERT INTO original_piece (sha256, number, bytes)
SELECT sha256, number, substr(bytes, number * 262144 + 1, 262144) FROM original
JOIN piece ON number * 262144 < length(bytes);

CREATE TRIGGER original_piece_refuses_update BEFORE UPDATE ON original_piece
BEGIN
    SELECT RAISE (ABORT, 'rows of original_piece never change');
END;
CREATE TRIGGER original_piece_refuses_delete BEFORE DELETE ON original_piece
BEGIN
    SELECT RAISE (ABORT, 'rows of original_piece never change');
END;

ALTER TABLE original DROP COLUMN bytes;
