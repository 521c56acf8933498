-- Where people place themselves in a framework. A draft is saved as it is
-- written; from finished_at on nothing of it changes.
CREATE TABLE self_audits (
    id           INTEGER PRIMARY KEY,
    person_id    INTEGER NOT NULL REFERENCES people (id),
    framework_id INTEGER NOT NULL REFERENCES frameworks (id),
    grade        TEXT NOT NULL,                  -- key of the grade it is for
    specialisms  TEXT NOT NULL,                  -- JSON, keys
    ahead        INTEGER NOT NULL CHECK (ahead IN (0, 1)), -- the next grade's descriptors are rated too
    state        TEXT NOT NULL CHECK (state IN ('draft', 'finished', 'dropped')),
    revision     INTEGER NOT NULL,               -- counts the saves, so that two tabs do not overwrite each other
    shaped       INTEGER NOT NULL,               -- the revision at which grade, specialisms or ahead were last chosen
    document     TEXT NOT NULL DEFAULT '',       -- once finished: all of it as JSON, with the wording of then
    digest       TEXT NOT NULL DEFAULT '',       -- SHA-256 of document, hex
    begun_at     INTEGER NOT NULL,
    saved_at     INTEGER NOT NULL,
    finished_at  INTEGER
);
CREATE INDEX self_audits_by_person ON self_audits (person_id, id);
CREATE UNIQUE INDEX self_audits_one_draft ON self_audits (person_id, framework_id) WHERE state = 'draft';

CREATE TABLE self_audit_ratings (
    audit_id INTEGER NOT NULL REFERENCES self_audits (id),
    key      TEXT NOT NULL,                      -- of a descriptor, or of an element that is a behaviour
    point    INTEGER NOT NULL,                   -- of the framework's scale; 0: none yet
    example  TEXT NOT NULL,                      -- the person's own
    revision INTEGER NOT NULL,                   -- of the self-audit, at which this was last saved
    PRIMARY KEY (audit_id, key)
) WITHOUT ROWID;

-- Evidence from a portfolio of the same person beside a rating.
CREATE TABLE self_audit_items (
    audit_id INTEGER NOT NULL REFERENCES self_audits (id),
    key      TEXT NOT NULL,
    item_id  INTEGER NOT NULL REFERENCES items (id),
    PRIMARY KEY (audit_id, key, item_id)
) WITHOUT ROWID;

-- What a manager rates beside a finished self-audit.
CREATE TABLE manager_views (
    id          INTEGER PRIMARY KEY,
    audit_id    INTEGER NOT NULL REFERENCES self_audits (id),
    by_id       INTEGER NOT NULL REFERENCES people (id),
    by_name     TEXT NOT NULL,                   -- as it was then
    role        TEXT NOT NULL,                   -- what they are to the person
    revision    INTEGER NOT NULL,
    ratings     TEXT NOT NULL,                   -- JSON: key to point, note and the revision of its last save
    comment     TEXT NOT NULL DEFAULT '',
    commented   INTEGER NOT NULL DEFAULT 0,      -- the revision at which comment was last saved
    digest      TEXT NOT NULL DEFAULT '',        -- once finished: SHA-256 of who, ratings and comment, hex
    saved_at    INTEGER NOT NULL,
    finished_at INTEGER,                         -- from then on nothing of it changes
    UNIQUE (audit_id, by_id)
);

-- Who agreed to be seen, since when and until when.
CREATE TABLE growth_consents (
    id           INTEGER PRIMARY KEY,
    person_id    INTEGER NOT NULL REFERENCES people (id),
    kind         TEXT NOT NULL CHECK (kind IN ('manager', 'team')),
    given_at     INTEGER NOT NULL,
    withdrawn_at INTEGER
);
CREATE UNIQUE INDEX growth_consents_current ON growth_consents (person_id, kind) WHERE withdrawn_at IS NULL;

-- What a person says in their own words when they mean to apply for a grade.
CREATE TABLE upgrades (
    person_id    INTEGER NOT NULL REFERENCES people (id),
    framework_id INTEGER NOT NULL REFERENCES frameworks (id),
    grade        TEXT NOT NULL,                  -- key of the grade aimed at
    words        TEXT NOT NULL,                  -- JSON, by key of an area
    revision     INTEGER NOT NULL,               -- counts the saves, so that two tabs do not overwrite each other
    saved_at     INTEGER NOT NULL,
    PRIMARY KEY (person_id, framework_id, grade)
) WITHOUT ROWID;

-- What a person means to do about a focus area. Where they are an apprentice it
-- is an action of their enrolment, which then is all that says by when it is
-- due, how far it is and what came of it.
CREATE TABLE development_goals (
    id           INTEGER PRIMARY KEY,
    person_id    INTEGER NOT NULL REFERENCES people (id),
    framework_id INTEGER NOT NULL REFERENCES frameworks (id),
    audit_id     INTEGER REFERENCES self_audits (id), -- the newest one finished then; NULL: none
    element      TEXT NOT NULL,                  -- key of an element or specialism
    action_id    INTEGER UNIQUE REFERENCES actions (id), -- NULL: it stands alone
    activity     TEXT NOT NULL,
    success      TEXT NOT NULL,                  -- how one will see that it worked
    support      TEXT NOT NULL DEFAULT '',       -- what help it takes
    revision     INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    saved_at     INTEGER NOT NULL,
    due_on       TEXT,                           -- this and the rest: NULL or empty where the action says it
    state        TEXT CHECK (state IN ('open', 'done', 'dropped')),
    done_on      TEXT,
    outcome      TEXT NOT NULL DEFAULT '',       -- what came of it, or why it was dropped
    ended_at     INTEGER,
    CHECK ((action_id IS NULL) = (state IS NOT NULL)),
    CHECK ((action_id IS NULL) = (due_on IS NOT NULL))
);
CREATE INDEX development_goals_by_person ON development_goals (person_id, id);

-- Continuing professional development: what was done, how long, what came of it.
CREATE TABLE cpd_entries (
    id           INTEGER PRIMARY KEY,
    person_id    INTEGER NOT NULL REFERENCES people (id),
    framework_id INTEGER REFERENCES frameworks (id),
    done_on      TEXT NOT NULL,
    minutes      INTEGER NOT NULL,
    kind         TEXT NOT NULL,
    title        TEXT NOT NULL,
    learned      TEXT NOT NULL,
    applied      TEXT NOT NULL DEFAULT '',       -- what they do differently since
    elements     TEXT NOT NULL,                  -- JSON, keys
    goal_id      INTEGER REFERENCES development_goals (id),
    item_id      INTEGER REFERENCES items (id),  -- a piece of the person's portfolio that shows it
    revision     INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    saved_at     INTEGER NOT NULL,
    removed_at   INTEGER                         -- taken back; can be undone
);
CREATE INDEX cpd_entries_by_person ON cpd_entries (person_id, done_on, id);

-- Hints that a person put aside for one piece. Whether they want hints at all is
-- one of their preferences.
CREATE TABLE hints_aside (
    item_id INTEGER NOT NULL REFERENCES items (id),
    hint    TEXT NOT NULL,                       -- key of its rule
    at      INTEGER NOT NULL,
    PRIMARY KEY (item_id, hint)
) WITHOUT ROWID;
