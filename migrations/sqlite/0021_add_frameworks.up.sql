-- What professional bodies describe. A framework is never changed: an edit is a
-- new version.
CREATE TABLE frameworks (
    id         INTEGER PRIMARY KEY,
    reference  TEXT NOT NULL,
    version    TEXT NOT NULL,
    title      TEXT NOT NULL,
    document   TEXT NOT NULL,                    -- JSON, see ksb.Framework
    added_by   INTEGER REFERENCES people (id),   -- NULL: it came with the program
    added_at   INTEGER NOT NULL,
    retired_at INTEGER,                          -- not offered any more; what was rated by it stays
    UNIQUE (reference, version)
);

-- Which statements of a standard support which elements of a framework. Never
-- changed either: the newest of a standard and framework counts.
CREATE TABLE crosswalks (
    id           INTEGER PRIMARY KEY,
    standard_id  INTEGER NOT NULL REFERENCES standards (id),
    framework_id INTEGER NOT NULL REFERENCES frameworks (id),
    number       INTEGER NOT NULL,               -- 1, 2, 3… of this standard and framework
    document     TEXT NOT NULL,                  -- JSON, see ksb.Crosswalk
    added_by     INTEGER REFERENCES people (id), -- NULL: it came with the program
    added_at     INTEGER NOT NULL,
    UNIQUE (standard_id, framework_id, number)
);
