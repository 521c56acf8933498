-- A role of people in an assessment organisation, so the table of grants is
-- made anew with it.
CREATE TABLE grants_new (
    id         INTEGER PRIMARY KEY,
    person_id  INTEGER NOT NULL REFERENCES people (id),
    role       TEXT NOT NULL CHECK (role IN ('administrator', 'coach', 'iqa', 'employer', 'apprentice', 'coordinator', 'assessor')),
    scope      TEXT NOT NULL CHECK (scope IN ('installation', 'organisation', 'enrolment', 'submission')),
    scope_id   INTEGER NOT NULL,
    granted_at INTEGER NOT NULL,
    expires_at INTEGER,                          -- NULL: until revoked
    revoked_at INTEGER
);
INSERT INTO grants_new (id, person_id, role, scope, scope_id, granted_at, expires_at, revoked_at)
SELECT id, person_id, role, scope, scope_id, granted_at, expires_at, revoked_at FROM grants;
DROP TABLE grants;
ALTER TABLE grants_new RENAME TO grants;
CREATE UNIQUE INDEX grants_current ON grants (person_id, role, scope, scope_id) WHERE revoked_at IS NULL;
CREATE INDEX grants_by_scope ON grants (scope, scope_id, role);

-- The same of requests, with one more thing to sign.
CREATE TABLE requests_new (
    id           INTEGER PRIMARY KEY,
    enrolment_id INTEGER NOT NULL REFERENCES enrolments (id),
    purpose      TEXT NOT NULL CHECK (purpose IN ('testimony', 'hours', 'review', 'behaviours', 'scan', 'gateway')),
    subject_id   INTEGER NOT NULL,               -- the item, review or scan; 0: of the enrolment
    name         TEXT NOT NULL,
    job          TEXT NOT NULL,
    email        TEXT NOT NULL,                  -- lower case
    note         TEXT NOT NULL,                  -- from who asks
    by_hand      INTEGER NOT NULL CHECK (by_hand IN (0, 1)), -- who asks passed the link on themselves
    asked_by     INTEGER NOT NULL REFERENCES people (id),
    asked_at     INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    opened_at    INTEGER,                        -- first
    used_at      INTEGER,
    withdrawn_at INTEGER,
    reminded_at  INTEGER,                        -- last
    told_at      INTEGER                         -- who asked was told that it ended without being used
);
INSERT INTO requests_new SELECT id, enrolment_id, purpose, subject_id, name, job, email, note, by_hand, asked_by, asked_at,
    expires_at, opened_at, used_at, withdrawn_at, reminded_at, told_at FROM requests;
DROP TABLE requests;
ALTER TABLE requests_new RENAME TO requests;
CREATE INDEX requests_by_enrolment ON requests (enrolment_id, id);
CREATE INDEX requests_to_end ON requests (expires_at) WHERE used_at IS NULL AND withdrawn_at IS NULL AND told_at IS NULL;

-- A plan never changes: what is edited is added as the version after it.
ALTER TABLE plans ADD COLUMN replaces_id INTEGER REFERENCES plans (id); -- NULL: it is not made from another
ALTER TABLE plans ADD COLUMN added_by INTEGER REFERENCES people (id);   -- NULL: the program
ALTER TABLE plans ADD COLUMN retired_at INTEGER;                        -- no longer offered; apprentices on it stay

-- What is recorded of an apprentice for gateway, such as their English and maths
-- or a qualification. The newest row of a key holds; none is changed.
CREATE TABLE gateway_records (
    id           INTEGER PRIMARY KEY,
    enrolment_id INTEGER NOT NULL REFERENCES enrolments (id),
    key          TEXT NOT NULL,                  -- "english", "maths", "age", "qualification:KEY", "document:KEY"
    state        TEXT NOT NULL,                  -- see programme.GatewayRecord
    day          TEXT,                           -- it was achieved, decided or dated; NULL: not said
    note         TEXT NOT NULL,
    file_id      INTEGER REFERENCES files (id),  -- NULL: none
    by_id        INTEGER NOT NULL REFERENCES people (id),
    at           INTEGER NOT NULL
);
CREATE INDEX gateway_records_by_enrolment ON gateway_records (enrolment_id, key, id);

-- The pieces chosen to be handed over. Without a row of selections, all that
-- were accepted are.
CREATE TABLE selections (
    portfolio_id INTEGER PRIMARY KEY REFERENCES enrolments (id),
    by_id        INTEGER NOT NULL REFERENCES people (id),
    at           INTEGER NOT NULL
);
CREATE TABLE selected_items (
    portfolio_id INTEGER NOT NULL REFERENCES enrolments (id),
    item_id      INTEGER NOT NULL REFERENCES items (id),
    PRIMARY KEY (portfolio_id, item_id)
) WITHOUT ROWID;

-- What was handed over to an assessment organisation, frozen.
CREATE TABLE submissions (
    id              INTEGER PRIMARY KEY,
    portfolio_id    INTEGER NOT NULL REFERENCES enrolments (id),
    attempt         INTEGER NOT NULL,            -- 1, 2, 3… within the portfolio
    organisation_id INTEGER NOT NULL REFERENCES organisations (id), -- that assesses
    plan_id         INTEGER NOT NULL REFERENCES plans (id),
    state           TEXT NOT NULL CHECK (state IN ('making', 'ready', 'failed')), -- of the files made of it
    document        TEXT NOT NULL,               -- JSON, see reports.Submission: all that was handed over
    digest          TEXT NOT NULL,               -- SHA-256 of the document, hex
    summary         TEXT NOT NULL DEFAULT '',    -- JSON of what the files hold; empty until they are made
    pdf             TEXT,                        -- blob; NULL until it is made
    pack            TEXT,                        -- blob; NULL until it is made
    note            TEXT NOT NULL DEFAULT '',    -- why the files could not be made
    by_id           INTEGER NOT NULL REFERENCES people (id),
    at              INTEGER NOT NULL,
    ready_at        INTEGER,
    UNIQUE (portfolio_id, attempt)
);
CREATE INDEX submissions_by_organisation ON submissions (organisation_id, id);

-- Every blob that a submission's files are made of or from: they are kept as
-- long as it is.
CREATE TABLE submission_blobs (
    submission_id INTEGER NOT NULL REFERENCES submissions (id),
    blob          TEXT NOT NULL,
    PRIMARY KEY (submission_id, blob)
) WITHOUT ROWID;
CREATE INDEX submission_blobs_by_blob ON submission_blobs (blob);

-- The parts of a submission, each accepted or rejected by itself.
CREATE TABLE submission_components (
    submission_id INTEGER NOT NULL REFERENCES submissions (id),
    key           TEXT NOT NULL,                 -- see ksb.Plan.Components
    position      INTEGER NOT NULL,
    name          TEXT NOT NULL,
    digest        TEXT NOT NULL,                 -- SHA-256 of what the document holds of it, hex
    state         TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'rejected')),
    kept_from     INTEGER,                       -- the attempt whose acceptance still holds; NULL: decided here
    note          TEXT NOT NULL DEFAULT '',
    decided_by    INTEGER REFERENCES people (id),
    decided_name  TEXT NOT NULL DEFAULT '',      -- as it was then
    decided_at    INTEGER,
    PRIMARY KEY (submission_id, key)
) WITHOUT ROWID;
