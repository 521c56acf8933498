-- Times are milliseconds since 1970 UTC; days are text such as 2026-11-02.

CREATE TABLE organisations (
    id         INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('provider', 'employer', 'assessment')),
    name       TEXT NOT NULL CHECK (name <> ''),
    created_at INTEGER NOT NULL,
    UNIQUE (kind, name)
);

CREATE TABLE people (
    id            INTEGER PRIMARY KEY,
    name          TEXT NOT NULL CHECK (name <> ''),
    email         TEXT NOT NULL UNIQUE,          -- lower case
    password_hash TEXT NOT NULL DEFAULT '',      -- argon2id, PHC string; empty until an invitation is taken up
    suspended_at  INTEGER,
    created_at    INTEGER NOT NULL
);

-- Who has which role where. scope_id is 0 for the installation, else the id of
-- the organisation, enrolment or submission.
CREATE TABLE grants (
    id         INTEGER PRIMARY KEY,
    person_id  INTEGER NOT NULL REFERENCES people (id),
    role       TEXT NOT NULL CHECK (role IN ('administrator', 'coach', 'iqa', 'employer', 'apprentice', 'assessor')),
    scope      TEXT NOT NULL CHECK (scope IN ('installation', 'organisation', 'enrolment', 'submission')),
    scope_id   INTEGER NOT NULL,
    granted_at INTEGER NOT NULL,
    expires_at INTEGER,                          -- NULL: until revoked
    revoked_at INTEGER
);
CREATE UNIQUE INDEX grants_current ON grants (person_id, role, scope, scope_id) WHERE revoked_at IS NULL;
CREATE INDEX grants_by_scope ON grants (scope, scope_id, role);

CREATE TABLE sessions (
    id           INTEGER PRIMARY KEY,
    person_id    INTEGER NOT NULL REFERENCES people (id),
    token_hash   TEXT NOT NULL UNIQUE,           -- SHA-256, hex
    device       TEXT NOT NULL,                  -- what the browser calls itself
    address      TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    seen_at      INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    revoked_at   INTEGER
);
CREATE INDEX sessions_by_person ON sessions (person_id, id);

-- Single-use links: invitations, password resets and the first administrator's.
CREATE TABLE links (
    id         INTEGER PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    purpose    TEXT NOT NULL CHECK (purpose IN ('invitation', 'reset', 'setup')),
    person_id  INTEGER REFERENCES people (id),   -- NULL for setup
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
);
CREATE INDEX links_by_person ON links (person_id, id);

CREATE TABLE sign_in_attempts (
    id      INTEGER PRIMARY KEY,
    account TEXT NOT NULL,                       -- the e-mail address as typed, lower case
    address TEXT NOT NULL,
    at      INTEGER NOT NULL,
    passed  INTEGER NOT NULL CHECK (passed IN (0, 1))
);
CREATE INDEX sign_in_attempts_by_account ON sign_in_attempts (account, at);
CREATE INDEX sign_in_attempts_by_address ON sign_in_attempts (address, at);

-- What happened, chained: hash covers the row and the hash before it.
CREATE TABLE events (
    id        INTEGER PRIMARY KEY,
    at        INTEGER NOT NULL,
    person_id INTEGER,                           -- NULL: the program; no reference, since it outlives people
    action    TEXT NOT NULL,                     -- such as item.submit
    portfolio INTEGER NOT NULL DEFAULT 0,        -- 0: of no portfolio
    subject   TEXT NOT NULL,                     -- such as item 14
    detail    TEXT NOT NULL,                     -- JSON
    hash      TEXT NOT NULL
);
CREATE INDEX events_by_portfolio ON events (portfolio, id);
CREATE INDEX events_by_subject ON events (subject, id);
CREATE INDEX events_by_action ON events (action, id);
CREATE INDEX events_by_person ON events (person_id, id);

CREATE TABLE messages (
    id         INTEGER PRIMARY KEY,
    recipient  TEXT NOT NULL,                    -- e-mail address
    subject    TEXT NOT NULL,
    body       TEXT NOT NULL,                    -- plain text
    created_at INTEGER NOT NULL,
    sent_at    INTEGER,
    attempts   INTEGER NOT NULL DEFAULT 0,
    next_at    INTEGER NOT NULL,
    fault      TEXT NOT NULL DEFAULT ''
);
CREATE INDEX messages_waiting ON messages (next_at) WHERE sent_at IS NULL;

CREATE TABLE jobs (
    id          INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL,
    key         TEXT NOT NULL,                   -- at most one unfinished job of a kind has a key
    input       TEXT NOT NULL,                   -- JSON
    person_id   INTEGER REFERENCES people (id),  -- who asked
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    done        INTEGER NOT NULL DEFAULT 0,      -- parts done
    total       INTEGER NOT NULL DEFAULT 0,      -- parts in all; 0: not known yet
    note        TEXT NOT NULL DEFAULT '',        -- what it is doing, or why it failed, in words
    result      TEXT NOT NULL DEFAULT '',        -- JSON
    attempts    INTEGER NOT NULL DEFAULT 0,
    created_at  INTEGER NOT NULL,
    next_at     INTEGER NOT NULL,
    finished_at INTEGER
);
CREATE UNIQUE INDEX jobs_unfinished ON jobs (kind, key) WHERE state IN ('waiting', 'running');
CREATE INDEX jobs_next ON jobs (next_at) WHERE state = 'waiting';
