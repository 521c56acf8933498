-- What the header of a list that was handed in names beside the columns that are
-- read: a JSON list of names, in their order; empty: none.
ALTER TABLE rosters ADD COLUMN unread TEXT NOT NULL DEFAULT '';
