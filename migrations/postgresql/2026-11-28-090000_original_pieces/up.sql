-- Originals in pieces of 256 KiB: neither a database nor its driver then holds a whole file several times over.
CREATE TABLE original_piece (
    sha256 TEXT NOT NULL REFERENCES original (sha256),
    number INTEGER NOT NULL CHECK (number >= 0),
    bytes BYTEA NOT NULL,
    PRIMARY KEY (sha256, number)
);
INSERT INTO original_piece (sha256, number, bytes)
SELECT sha256, number, substring(bytes FROM number * 262144 + 1 FOR 262144) FROM original,
LATERAL generate_series(0, (length(bytes) - 1) / 262144) AS number WHERE length(bytes) > 0;

CREATE TRIGGER original_piece_never_changes BEFORE UPDATE OR DELETE ON original_piece
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();

ALTER TABLE original DROP COLUMN bytes;
