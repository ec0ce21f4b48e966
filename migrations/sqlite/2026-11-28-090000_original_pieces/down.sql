ALTER TABLE original ADD COLUMN bytes BLOB NOT NULL DEFAULT x'';
DROP TRIGGER original_refuses_update;
UPDATE original SET bytes = COALESCE((
    SELECT unhex(group_concat(piece, '')) FROM (
        SELECT hex(bytes) AS piece FROM original_piece WHERE original_piece.sha256 = original.sha256 ORDER BY number
    )
), x'');
CREATE TRIGGER original_refuses_update BEFORE UPDATE ON original
BEGIN
    SELECT RAISE (ABORT, 'rows of original never change');
END;
DROP TABLE original_piece;
