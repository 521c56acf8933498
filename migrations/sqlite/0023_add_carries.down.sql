DROP INDEX versions_moved;
ALTER TABLE versions DROP COLUMN moved_from;
DROP TABLE standard_moves;
DROP TABLE claim_origins;
DROP TABLE item_origins;
