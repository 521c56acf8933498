CREATE TABLE files (
    id           INTEGER PRIMARY KEY,
    portfolio_id INTEGER NOT NULL REFERENCES enrolments (id),
    blob         TEXT NOT NULL,                  -- SHA-256 of the bytes, hex
    name         TEXT NOT NULL,                  -- as the person's device called it
    size         INTEGER NOT NULL,               -- bytes
    facts        TEXT NOT NULL,                  -- JSON of document.Facts; its derived files are blobs too
    fault        TEXT NOT NULL DEFAULT '',       -- why it will not open, in words; empty: it opens
    kept_at      INTEGER,                        -- the person insisted on keeping an unfit file
    added_by     INTEGER NOT NULL REFERENCES people (id),
    added_at     INTEGER NOT NULL
);
CREATE INDEX files_by_portfolio ON files (portfolio_id, id);
CREATE INDEX files_by_blob ON files (blob);

-- Blobs made from a file: its pages as a pack, copies of a photo, its text.
CREATE TABLE file_copies (
    file_id INTEGER NOT NULL REFERENCES files (id),
    kind    TEXT NOT NULL CHECK (kind IN ('pack', 'print', 'preview', 'text')),
    blob    TEXT NOT NULL,
    size    INTEGER NOT NULL,
    PRIMARY KEY (file_id, kind)
);
CREATE INDEX file_copies_by_blob ON file_copies (blob);

CREATE TABLE items (
    id           INTEGER PRIMARY KEY,
    portfolio_id INTEGER NOT NULL REFERENCES enrolments (id),
    number       INTEGER NOT NULL,               -- 1, 2, 3… within the portfolio
    state        TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'accepted')),
    latest_id    INTEGER,                        -- the newest version
    counts_id    INTEGER,                        -- the accepted version that counts; NULL: none yet
    title        TEXT NOT NULL,                  -- of the newest version
    submitted_at INTEGER,                        -- when it last began to wait for the coach
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    removed_at   INTEGER,                        -- a draft that was thrown away; can be undone
    UNIQUE (portfolio_id, number)
);
CREATE INDEX items_by_portfolio ON items (portfolio_id, updated_at DESC, id DESC);
CREATE INDEX items_waiting ON items (submitted_at, id) WHERE state = 'submitted';

CREATE TABLE versions (
    id                INTEGER PRIMARY KEY,
    item_id           INTEGER NOT NULL REFERENCES items (id),
    number            INTEGER NOT NULL,          -- 1, 2, 3… within the item
    state             TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'accepted', 'withdrawn', 'dropped')),
    revision          INTEGER NOT NULL,          -- counts saves, so that two tabs do not overwrite each other
    title             TEXT NOT NULL,
    kind              TEXT NOT NULL,
    done_from         TEXT,
    done_to           TEXT,                      -- NULL: the one day done_from
    place             TEXT NOT NULL,
    situation         TEXT NOT NULL,
    task              TEXT NOT NULL,
    action            TEXT NOT NULL,
    result            TEXT NOT NULL,
    worked            TEXT NOT NULL,             -- the reflection: what worked
    failed            TEXT NOT NULL,             -- what did not
    next_time         TEXT NOT NULL,             -- what next time
    theory            TEXT NOT NULL,             -- links to policy or theory
    own_part          TEXT NOT NULL,
    own_work          INTEGER NOT NULL CHECK (own_work IN (0, 1)),
    ai_used           TEXT NOT NULL CHECK (ai_used IN ('', 'no', 'yes')),
    ai_note           TEXT NOT NULL,
    witness_name      TEXT NOT NULL,
    witness_role      TEXT NOT NULL,
    witness_relation  TEXT NOT NULL,
    witness_contact   TEXT NOT NULL,
    held              INTEGER NOT NULL CHECK (held IN (0, 1)),  -- held at employer: no files
    held_what         TEXT NOT NULL,
    held_where        TEXT NOT NULL,
    created_at        INTEGER NOT NULL,
    saved_at          INTEGER NOT NULL,
    submitted_at      INTEGER,
    submitted_by      INTEGER REFERENCES people (id),
    decided_at        INTEGER,
    decided_by        INTEGER REFERENCES people (id),
    UNIQUE (item_id, number)
);

CREATE TABLE version_files (
    version_id INTEGER NOT NULL REFERENCES versions (id),
    file_id    INTEGER NOT NULL REFERENCES files (id),
    position   INTEGER NOT NULL,
    PRIMARY KEY (version_id, file_id)
);
CREATE INDEX version_files_by_file ON version_files (file_id);

CREATE TABLE claims (
    id           INTEGER PRIMARY KEY,
    version_id   INTEGER NOT NULL REFERENCES versions (id),
    statement_id INTEGER NOT NULL REFERENCES statements (id),
    position     INTEGER NOT NULL,
    how          TEXT NOT NULL,                  -- in the apprentice's words
    verdict      TEXT NOT NULL DEFAULT '' CHECK (verdict IN ('', 'accepted', 'referred')), -- the newest decision's
    UNIQUE (version_id, statement_id)
);
CREATE INDEX claims_by_statement ON claims (statement_id);

-- Where a claim is shown: pages of a file, a time in it, or a section.
CREATE TABLE claim_places (
    id       INTEGER PRIMARY KEY,
    claim_id INTEGER NOT NULL REFERENCES claims (id),
    position INTEGER NOT NULL,
    file_id  INTEGER REFERENCES files (id),      -- NULL: in the account itself
    unit     TEXT NOT NULL CHECK (unit IN ('whole', 'page', 'time', 'section')),
    first    INTEGER NOT NULL DEFAULT 0,         -- page, or seconds from the start
    last     INTEGER NOT NULL DEFAULT 0,         -- the same as first for one page or moment
    section  TEXT NOT NULL DEFAULT '',
    typed    TEXT NOT NULL DEFAULT ''            -- what a draft says that could not be read; empty: it could
);
CREATE INDEX claim_places_by_claim ON claim_places (claim_id, position);

-- Decisions and feedback are added to, never rewritten. claim_id NULL: of the whole version.
CREATE TABLE decisions (
    id         INTEGER PRIMARY KEY,
    version_id INTEGER NOT NULL REFERENCES versions (id),
    claim_id   INTEGER REFERENCES claims (id),
    verdict    TEXT NOT NULL CHECK (verdict IN ('', 'accepted', 'referred', 'returned')), -- '': feedback only
    feedback   TEXT NOT NULL,
    by_id      INTEGER NOT NULL REFERENCES people (id),
    by_name    TEXT NOT NULL,                    -- as it was then
    at         INTEGER NOT NULL,
    CHECK (verdict <> '' OR feedback <> '')
);
CREATE INDEX decisions_by_version ON decisions (version_id, id);

-- A summary, recomputed from the tables above in the transaction that changes them.
CREATE TABLE coverage (
    portfolio_id INTEGER NOT NULL REFERENCES enrolments (id),
    statement_id INTEGER NOT NULL REFERENCES statements (id),
    state        TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'accepted')),
    pieces       INTEGER NOT NULL,               -- items that claim it in any state
    accepted     INTEGER NOT NULL,               -- items by which it is accepted
    changed_at   INTEGER NOT NULL,
    PRIMARY KEY (portfolio_id, statement_id)
) WITHOUT ROWID;

-- Portfolios printed as PDF, newest last.
CREATE TABLE exports (
    id           INTEGER PRIMARY KEY,
    portfolio_id INTEGER NOT NULL REFERENCES enrolments (id),
    person_id    INTEGER REFERENCES people (id), -- who asked
    choice       TEXT NOT NULL,                  -- JSON of reports.Choice
    summary      TEXT NOT NULL,                  -- JSON of reports.Summary
    blob         TEXT NOT NULL,
    made_at      INTEGER NOT NULL
);
CREATE INDEX exports_by_portfolio ON exports (portfolio_id, id);
