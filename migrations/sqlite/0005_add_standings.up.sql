CREATE TABLE cohorts (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE CHECK (name <> ''),
    created_at INTEGER NOT NULL
);

ALTER TABLE enrolments ADD COLUMN cohort_id INTEGER REFERENCES cohorts (id);
ALTER TABLE enrolments ADD COLUMN state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'break', 'completed', 'withdrawn'));
ALTER TABLE enrolments ADD COLUMN paused_days INTEGER NOT NULL DEFAULT 0; -- of breaks in learning that are over
ALTER TABLE enrolments ADD COLUMN paused_on TEXT;                         -- the day the break under way began
ALTER TABLE enrolments ADD COLUMN expected_on TEXT;                       -- the day of return planned for it
ALTER TABLE enrolments ADD COLUMN returned_on TEXT;                       -- from the last break
ALTER TABLE enrolments ADD COLUMN ended_on TEXT;                          -- completed or withdrawn
CREATE INDEX enrolments_by_cohort ON enrolments (cohort_id);

-- Every signature anyone gave, of exactly what they were shown.
CREATE TABLE signatures (
    id           INTEGER PRIMARY KEY,
    enrolment_id INTEGER NOT NULL REFERENCES enrolments (id),
    subject      TEXT NOT NULL,                  -- noun and id: review 12
    words        TEXT NOT NULL,                  -- what they agreed to
    content      TEXT NOT NULL,                  -- what they were shown
    digest       TEXT NOT NULL,                  -- SHA-256 of content, hex
    role         TEXT NOT NULL,
    name         TEXT NOT NULL,                  -- as it was then
    job          TEXT NOT NULL,
    person_id    INTEGER REFERENCES people (id), -- NULL: by a link, without an account
    request_id   INTEGER,                        -- the request whose link they used; NULL: signed in
    address      TEXT NOT NULL,                  -- of their device on the network
    at           INTEGER NOT NULL
);
CREATE INDEX signatures_by_subject ON signatures (enrolment_id, subject, id);

-- What waits for whom, kept in the transaction that makes it wait or settles it.
CREATE TABLE waits (
    kind         TEXT NOT NULL,
    subject_id   INTEGER NOT NULL,
    role         TEXT NOT NULL,                  -- who is waited for
    enrolment_id INTEGER NOT NULL REFERENCES enrolments (id),
    since        INTEGER NOT NULL,
    due_on       TEXT,                           -- NULL: at once
    PRIMARY KEY (kind, subject_id, role)
) WITHOUT ROWID;
CREATE INDEX waits_by_enrolment ON waits (enrolment_id, role, kind);

-- One row an enrolment, a summary of what its caseload shows, kept in the
-- transactions that change it. Risk grows with nothing but time while the row
-- stays as it is, so the row keeps the first day of each band.
CREATE TABLE standings (
    enrolment_id  INTEGER PRIMARY KEY REFERENCES enrolments (id),
    state         TEXT NOT NULL,                 -- these four as in enrolments
    coach_id      INTEGER NOT NULL,
    employer_id   INTEGER NOT NULL,
    cohort_id     INTEGER NOT NULL,              -- 0: none
    accepted      INTEGER NOT NULL,              -- statements
    total         INTEGER NOT NULL,              -- statements to show
    submitted     INTEGER NOT NULL,              -- pieces that wait for the coach
    active_at     INTEGER,                       -- when the apprentice last did something
    hours_agreed  INTEGER NOT NULL,              -- minutes off the job
    hours_logged  INTEGER NOT NULL,              -- minutes, agreed or not
    hours_target  INTEGER NOT NULL,              -- minutes; 0: not known
    review_due    TEXT,                          -- the day of the next progress review
    waiting_role  TEXT NOT NULL,                 -- whom the longest wait is for; empty: nobody
    waiting_since INTEGER,
    watch_from    TEXT NOT NULL,                 -- a day; 9999-12-31: never
    act_from      TEXT NOT NULL
);
CREATE INDEX standings_by_coach ON standings (coach_id, state, act_from, enrolment_id);
CREATE INDEX standings_by_urgency ON standings (state, act_from, enrolment_id);
CREATE INDEX standings_by_cohort ON standings (cohort_id, state, act_from, enrolment_id);

-- How many current apprentices are in which band on a day: of all, of each
-- cohort and of each coach. The first change of another day counts anew.
CREATE TABLE tallies (
    scope    TEXT NOT NULL CHECK (scope IN ('all', 'cohort', 'coach')),
    scope_id INTEGER NOT NULL,
    day      TEXT NOT NULL,
    active   INTEGER NOT NULL,
    paused   INTEGER NOT NULL,                   -- on a break in learning
    watch    INTEGER NOT NULL,
    act      INTEGER NOT NULL,
    PRIMARY KEY (scope, scope_id)
) WITHOUT ROWID;
