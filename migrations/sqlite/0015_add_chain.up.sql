-- How the hash of an event was made: 1, over its detail itself; 2, over its id
-- and the SHA-256 of its detail, so that it can be checked without the detail.
ALTER TABLE events ADD COLUMN form INTEGER NOT NULL DEFAULT 1 CHECK (form IN (1, 2));

-- The end of the chain of events, kept apart from them, so that events cut off
-- at the end are missed. One row.
CREATE TABLE chain (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    events INTEGER NOT NULL,                     -- how many there are
    newest INTEGER NOT NULL,                     -- id of the last; 0: none yet
    hash   TEXT NOT NULL                         -- of the last
);
INSERT INTO chain (id, events, newest, hash)
SELECT 1, (SELECT count(*) FROM events), COALESCE((SELECT max(id) FROM events), 0),
       COALESCE((SELECT hash FROM events ORDER BY id DESC LIMIT 1), '');

-- Files with events that were made for auditors, newest last.
CREATE TABLE audit_exports (
    id        INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES people (id), -- who asked
    portfolio INTEGER NOT NULL,                  -- 0: the whole installation
    from_on   TEXT,                              -- the first day; NULL: from the beginning
    to_on     TEXT,                              -- the last day; NULL: to the end
    events    INTEGER NOT NULL,
    withheld  INTEGER NOT NULL,                  -- events whose detail is left out
    size      INTEGER NOT NULL,                  -- bytes
    blob      TEXT NOT NULL,
    made_at   INTEGER NOT NULL
);
CREATE INDEX audit_exports_by_person ON audit_exports (person_id, id);
CREATE INDEX audit_exports_by_blob ON audit_exports (blob);
