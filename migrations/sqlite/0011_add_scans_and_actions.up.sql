-- What was agreed that someone does. Changes of the day are kept beside it.
CREATE TABLE actions (
    id           INTEGER PRIMARY KEY,
    enrolment_id INTEGER NOT NULL REFERENCES enrolments (id),
    text         TEXT NOT NULL CHECK (text <> ''),
    owner        TEXT NOT NULL CHECK (owner IN ('apprentice', 'coach', 'employer')), -- who does it
    by_id        INTEGER REFERENCES people (id),   -- who set it; NULL: somebody without an account
    by_name      TEXT NOT NULL,                    -- as it was then
    due_on       TEXT NOT NULL,
    review_id    INTEGER NOT NULL DEFAULT 0,       -- the progress review it was agreed in; 0: none
    state        TEXT NOT NULL CHECK (state IN ('open', 'done', 'dropped')),
    set_at       INTEGER NOT NULL,
    ended_at     INTEGER,                          -- when it was done or dropped
    done_on      TEXT,
    note         TEXT NOT NULL DEFAULT '',         -- how it was done, or why it was dropped
    item_id      INTEGER REFERENCES items (id),    -- the piece of evidence that shows it
    ended_by     TEXT NOT NULL DEFAULT ''          -- name of who did or dropped it
);
CREATE INDEX actions_by_enrolment ON actions (enrolment_id, state, due_on, id);
CREATE INDEX actions_open ON actions (due_on, id) WHERE state = 'open';

CREATE TABLE action_statements (
    action_id    INTEGER NOT NULL REFERENCES actions (id),
    statement_id INTEGER NOT NULL REFERENCES statements (id),
    PRIMARY KEY (action_id, statement_id)
) WITHOUT ROWID;

-- The days an action was due before, oldest first.
CREATE TABLE action_days (
    id        INTEGER PRIMARY KEY,
    action_id INTEGER NOT NULL REFERENCES actions (id),
    due_on    TEXT NOT NULL,                       -- as it was until then
    reason    TEXT NOT NULL,
    by_name   TEXT NOT NULL,
    at        INTEGER NOT NULL
);
CREATE INDEX action_days_by_action ON action_days (action_id, id);

-- A scale is never changed: an edit adds a version.
CREATE TABLE scales (
    id         INTEGER PRIMARY KEY,
    key        TEXT NOT NULL,
    version    INTEGER NOT NULL,
    document   TEXT NOT NULL,                      -- JSON, see programme.Scale
    added_at   INTEGER NOT NULL,
    chosen_at  INTEGER,                            -- new scans use the one chosen last
    UNIQUE (key, version)
);

CREATE TABLE scans (
    id           INTEGER PRIMARY KEY,
    enrolment_id INTEGER NOT NULL REFERENCES enrolments (id),
    scale_id     INTEGER NOT NULL REFERENCES scales (id),
    occasion     TEXT NOT NULL CHECK (occasion IN ('start', 'review', 'gateway')),
    state        TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'finished', 'dropped')),
    begun_at     INTEGER NOT NULL,
    submitted_at INTEGER,
    finished_at  INTEGER
);
CREATE INDEX scans_by_enrolment ON scans (enrolment_id, id);
CREATE UNIQUE INDEX scans_one_draft ON scans (enrolment_id) WHERE state = 'draft';

-- The statements of a submitted scan, as they were worded then.
CREATE TABLE scan_statements (
    scan_id      INTEGER NOT NULL REFERENCES scans (id),
    position     INTEGER NOT NULL,
    statement_id INTEGER NOT NULL REFERENCES statements (id),
    type         TEXT NOT NULL,                    -- its name over a list: Knowledge
    code         TEXT NOT NULL,
    title        TEXT NOT NULL,
    text         TEXT NOT NULL,
    PRIMARY KEY (scan_id, position)
) WITHOUT ROWID;

-- Who says what in a scan: the apprentice, then the employer and the coach.
CREATE TABLE scan_voices (
    scan_id      INTEGER NOT NULL REFERENCES scans (id),
    role         TEXT NOT NULL CHECK (role IN ('apprentice', 'employer', 'coach')),
    revision     INTEGER NOT NULL,                 -- counts saves, so that two tabs do not overwrite each other
    comment      TEXT NOT NULL DEFAULT '',
    name         TEXT NOT NULL DEFAULT '',         -- who signed, as it was then
    job          TEXT NOT NULL DEFAULT '',
    saved_at     INTEGER NOT NULL,
    signed_at    INTEGER,                          -- from then on nothing of it changes
    signature_id INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (scan_id, role)
) WITHOUT ROWID;

CREATE TABLE scan_scores (
    scan_id      INTEGER NOT NULL REFERENCES scans (id),
    role         TEXT NOT NULL,
    statement_id INTEGER NOT NULL REFERENCES statements (id),
    point        INTEGER NOT NULL,                 -- value of a point of the scale; 0: none yet
    note         TEXT NOT NULL,
    PRIMARY KEY (scan_id, role, statement_id)
) WITHOUT ROWID;

-- What was decided of the hours taken off for prior learning. The newest counts.
CREATE TABLE prior_learning (
    id           INTEGER PRIMARY KEY,
    enrolment_id INTEGER NOT NULL REFERENCES enrolments (id),
    scan_id      INTEGER NOT NULL REFERENCES scans (id),
    proposed     INTEGER NOT NULL,                 -- minutes
    working      TEXT NOT NULL,                    -- JSON of programme.PriorProposal, as it was shown
    decided      INTEGER NOT NULL,                 -- minutes
    reason       TEXT NOT NULL,
    by_id        INTEGER NOT NULL REFERENCES people (id),
    by_name      TEXT NOT NULL,
    at           INTEGER NOT NULL
);
CREATE INDEX prior_learning_by_enrolment ON prior_learning (enrolment_id, id);
