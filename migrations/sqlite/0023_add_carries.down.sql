DROP TABLE standard_moves;
DROP TABLE claim_origins;
DROP TABLE item_origins;
