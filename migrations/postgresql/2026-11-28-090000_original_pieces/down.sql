ALTER TABLE original ADD COLUMN bytes BYTEA;
ALTER TABLE original DISABLE TRIGGER original_never_changes;
UPDATE original SET bytes = COALESCE((
    SELECT string_agg(bytes, ''::bytea ORDER BY number) FROM original_piece
    WHERE original_piece.sha256 = original.sha256
), ''::bytea);
ALTER TABLE original ENABLE TRIGGER original_never_changes;
ALTER TABLE original ALTER COLUMN bytes SET NOT NULL;
DROP TABLE original_piece;
