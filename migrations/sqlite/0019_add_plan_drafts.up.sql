-- A plan that is being made: from a file, from another plan or from nothing. It
-- is no plan until it is added as one.
CREATE TABLE plan_drafts (
    id          INTEGER PRIMARY KEY,
    standard_id INTEGER NOT NULL REFERENCES standards (id),
    from_id     INTEGER REFERENCES plans (id),   -- the plan it was made from; NULL: none
    file_name   TEXT NOT NULL,                   -- of the file it was read from; empty: none
    document    TEXT NOT NULL,                   -- JSON, see ksb.Plan; it may contradict itself
    revision    INTEGER NOT NULL,                -- counts the saves
    person_id   INTEGER NOT NULL REFERENCES people (id), -- who saved it last
    saved_at    INTEGER NOT NULL,
    plan_id     INTEGER REFERENCES plans (id)    -- what it became; NULL: nothing yet
);
CREATE INDEX plan_drafts_by_standard ON plan_drafts (standard_id, id);
