CREATE TABLE standards (
    id              INTEGER PRIMARY KEY,
    reference       TEXT NOT NULL,               -- ST0175
    version         TEXT NOT NULL,               -- 1.1; empty where the source names none
    title           TEXT NOT NULL,
    level           INTEGER NOT NULL,            -- 0: not said
    types           TEXT NOT NULL,               -- JSON: the types of statement, in order
    minimum_hours   INTEGER NOT NULL DEFAULT 0,  -- off-the-job hours; 0: not known
    duration_months INTEGER NOT NULL DEFAULT 0,  -- 0: not known
    max_funding     INTEGER NOT NULL DEFAULT 0,  -- pounds; 0: not known
    source          TEXT NOT NULL,               -- where the statements come from, in words
    source_url      TEXT NOT NULL DEFAULT '',
    secondary       INTEGER NOT NULL DEFAULT 0 CHECK (secondary IN (0, 1)),
    read_on         TEXT NOT NULL DEFAULT '',    -- the day the source was read
    licence         TEXT NOT NULL DEFAULT '',    -- attribution of the official wording; empty until it is loaded
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    UNIQUE (reference, version)
);

CREATE TABLE standard_options (
    id          INTEGER PRIMARY KEY,
    standard_id INTEGER NOT NULL REFERENCES standards (id),
    position    INTEGER NOT NULL,
    name        TEXT NOT NULL,
    source_id   TEXT NOT NULL DEFAULT '',
    UNIQUE (standard_id, name)
);

CREATE TABLE statements (
    id          INTEGER PRIMARY KEY,
    standard_id INTEGER NOT NULL REFERENCES standards (id),
    key         TEXT NOT NULL,                   -- stable within the standard's version; plans name it
    position    INTEGER NOT NULL,
    code        TEXT NOT NULL,                   -- empty: the standard has no codes
    code_origin TEXT NOT NULL CHECK (code_origin IN ('official', 'inferred', 'none')),
    type        TEXT NOT NULL,                   -- a key of the standard's types
    title       TEXT NOT NULL,                   -- a few words, ours
    summary     TEXT NOT NULL,                   -- a sentence, ours
    official    TEXT NOT NULL DEFAULT '',        -- official wording; empty until it is loaded
    membership  TEXT NOT NULL CHECK (membership IN ('core', 'options', 'unknown')),
    source_id   TEXT NOT NULL DEFAULT '',
    retired_at  INTEGER,                         -- no longer in the standard; claims on it stay
    UNIQUE (standard_id, key)
);

CREATE TABLE statement_options (
    statement_id INTEGER NOT NULL REFERENCES statements (id),
    option_id    INTEGER NOT NULL REFERENCES standard_options (id),
    PRIMARY KEY (statement_id, option_id)
);

CREATE TABLE plans (
    id          INTEGER PRIMARY KEY,
    standard_id INTEGER NOT NULL REFERENCES standards (id),
    reference   TEXT NOT NULL,
    version     TEXT NOT NULL,
    name        TEXT NOT NULL,
    example     INTEGER NOT NULL CHECK (example IN (0, 1)),
    document    TEXT NOT NULL,                   -- JSON, see ksb.Plan
    created_at  INTEGER NOT NULL,
    UNIQUE (reference, version)
);

-- What an import understood, kept until someone confirms it or it is a week old.
CREATE TABLE standard_imports (
    id           INTEGER PRIMARY KEY,
    person_id    INTEGER REFERENCES people (id),
    file_name    TEXT NOT NULL,
    document     TEXT NOT NULL,                  -- JSON of importing.Result
    created_at   INTEGER NOT NULL,
    confirmed_at INTEGER,
    standard_id  INTEGER REFERENCES standards (id)
);
