-- Where a piece came from that was carried into another portfolio of the same
-- person.
CREATE TABLE item_origins (
    item_id         INTEGER PRIMARY KEY REFERENCES items (id),
    from_item_id    INTEGER NOT NULL REFERENCES items (id),
    from_version_id INTEGER NOT NULL REFERENCES versions (id),
    by_id           INTEGER NOT NULL REFERENCES people (id),
    by_name         TEXT NOT NULL,               -- as it was then
    at              INTEGER NOT NULL
);
CREATE INDEX item_origins_by_source ON item_origins (from_item_id);

-- On which claim another one rests, and why it was proposed: an accepted one that
-- was carried, or one from before a move to another version of the standard, where
-- two may have become one.
CREATE TABLE claim_origins (
    claim_id      INTEGER NOT NULL REFERENCES claims (id),
    from_claim_id INTEGER NOT NULL REFERENCES claims (id),
    score         INTEGER NOT NULL,              -- 0 to 100
    reason        TEXT NOT NULL,
    by_id         INTEGER NOT NULL REFERENCES people (id),
    by_name       TEXT NOT NULL,
    at            INTEGER NOT NULL,
    PRIMARY KEY (claim_id, from_claim_id)
) WITHOUT ROWID;
CREATE INDEX claim_origins_by_source ON claim_origins (from_claim_id);

-- Apprentices who went on to another version of their standard, with what
-- became of each statement they had claimed.
CREATE TABLE standard_moves (
    id           INTEGER PRIMARY KEY,
    enrolment_id INTEGER NOT NULL REFERENCES enrolments (id),
    from_id      INTEGER NOT NULL REFERENCES standards (id),
    to_id        INTEGER NOT NULL REFERENCES standards (id),
    document     TEXT NOT NULL,                  -- JSON: the mapping that was confirmed
    by_id        INTEGER NOT NULL REFERENCES people (id),
    by_name      TEXT NOT NULL,
    at           INTEGER NOT NULL
);
CREATE INDEX standard_moves_by_enrolment ON standard_moves (enrolment_id, id);

-- Of a version that is another one as it went on under another version of the
-- standard: which.
ALTER TABLE versions ADD COLUMN moved_from INTEGER; -- NULL: it is not one
CREATE INDEX versions_moved ON versions (moved_from) WHERE moved_from IS NOT NULL;
