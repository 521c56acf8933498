-- Who is invited to assess or moderate a submission. Access itself is a grant.
CREATE TABLE assessors (
    id            INTEGER PRIMARY KEY,
    submission_id INTEGER NOT NULL REFERENCES submissions (id),
    person_id     INTEGER NOT NULL REFERENCES people (id),
    duty          TEXT NOT NULL CHECK (duty IN ('assess', 'moderate')),
    invited_by    INTEGER NOT NULL REFERENCES people (id),
    invited_at    INTEGER NOT NULL,
    ends_at       INTEGER NOT NULL,
    ended_at      INTEGER,                       -- taken back before its time
    declared_at   INTEGER,                       -- NULL: nothing declared yet, so nothing is shown to them
    interest      TEXT NOT NULL DEFAULT ''       -- what they declared that conflicts; empty: nothing does
);
CREATE UNIQUE INDEX assessors_current ON assessors (submission_id, person_id) WHERE ended_at IS NULL;
CREATE INDEX assessors_by_person ON assessors (person_id, submission_id);

-- Every time an assessor opened something of a submission.
CREATE TABLE assessment_openings (
    id            INTEGER PRIMARY KEY,
    submission_id INTEGER NOT NULL REFERENCES submissions (id),
    person_id     INTEGER NOT NULL REFERENCES people (id),
    what          TEXT NOT NULL,                 -- "piece 4", "file 4.2", "portfolio PDF"
    at            INTEGER NOT NULL
);
CREATE INDEX assessment_openings_by_submission ON assessment_openings (submission_id, id);

-- One row a submission that is being assessed. revision counts the saves of the
-- feedback, as in the tables below it counts those of the row.
CREATE TABLE assessments (
    submission_id INTEGER PRIMARY KEY REFERENCES submissions (id),
    sitting       INTEGER NOT NULL,              -- 1; more after a result that was a fail
    state         TEXT NOT NULL CHECK (state IN ('open', 'proposed', 'confirmed', 'released')),
    moderated     INTEGER NOT NULL CHECK (moderated IN (0, 1)), -- a second assessor has to agree
    feedback      TEXT NOT NULL DEFAULT '',      -- for the apprentice
    revision      INTEGER NOT NULL DEFAULT 0,
    proposed_by   INTEGER REFERENCES people (id),
    document      TEXT,                          -- JSON of the report, fixed when it is released
    digest        TEXT NOT NULL DEFAULT '',      -- SHA-256 of the document, hex
    grade         TEXT NOT NULL DEFAULT '',      -- key of the overall grade that was released; empty: none
    passed        INTEGER NOT NULL DEFAULT 0 CHECK (passed IN (0, 1)),
    released_at   INTEGER
);

-- How an assessment went from one state to the next. Rows are added, never changed.
CREATE TABLE assessment_moves (
    id            INTEGER PRIMARY KEY,
    submission_id INTEGER NOT NULL REFERENCES submissions (id),
    move          TEXT NOT NULL CHECK (move IN ('propose', 'agree', 'return', 'reopen', 'release')),
    note          TEXT NOT NULL,
    by_id         INTEGER NOT NULL REFERENCES people (id),
    by_name       TEXT NOT NULL,                 -- as it was then
    at            INTEGER NOT NULL
);
CREATE INDEX assessment_moves_by_submission ON assessment_moves (submission_id, id);

-- What an assessor notes of a statement for themselves alone.
CREATE TABLE assessment_notes (
    submission_id INTEGER NOT NULL REFERENCES submissions (id),
    person_id     INTEGER NOT NULL REFERENCES people (id),
    statement_id  INTEGER NOT NULL REFERENCES statements (id),
    text          TEXT NOT NULL,
    revision      INTEGER NOT NULL,
    at            INTEGER NOT NULL,
    PRIMARY KEY (submission_id, person_id, statement_id)
) WITHOUT ROWID;

-- The question plan of a method, and what was asked and answered.
CREATE TABLE assessment_questions (
    id            INTEGER PRIMARY KEY,
    submission_id INTEGER NOT NULL REFERENCES submissions (id),
    method        TEXT NOT NULL,                 -- key of the plan's method
    position      INTEGER NOT NULL,
    text          TEXT NOT NULL,
    statements    TEXT NOT NULL,                 -- JSON: ids of the statements it is about
    asked         INTEGER NOT NULL DEFAULT 0 CHECK (asked IN (0, 1)),
    answer        TEXT NOT NULL DEFAULT '',
    revision      INTEGER NOT NULL,
    by_id         INTEGER NOT NULL REFERENCES people (id),
    at            INTEGER NOT NULL,
    removed_at    INTEGER
);
CREATE INDEX assessment_questions_by_submission ON assessment_questions (submission_id, method, position, id);

-- Whether what was seen and heard is enough for a statement.
CREATE TABLE assessment_judgements (
    submission_id INTEGER NOT NULL REFERENCES submissions (id),
    statement_id  INTEGER NOT NULL REFERENCES statements (id),
    verdict       TEXT NOT NULL CHECK (verdict IN ('', 'sufficient', 'insufficient')),
    reason        TEXT NOT NULL,
    cites         TEXT NOT NULL,                 -- JSON, see assessment.Cite
    revision      INTEGER NOT NULL,
    by_id         INTEGER NOT NULL REFERENCES people (id),
    at            INTEGER NOT NULL,
    PRIMARY KEY (submission_id, statement_id)
) WITHOUT ROWID;

-- How a method was held, and its grade where the plan has no criteria for it.
CREATE TABLE assessment_methods (
    submission_id INTEGER NOT NULL REFERENCES submissions (id),
    method        TEXT NOT NULL,
    held_on       TEXT,
    minutes       INTEGER NOT NULL,              -- 0: not said
    mode          TEXT NOT NULL,
    note          TEXT NOT NULL,
    grade         TEXT NOT NULL,                 -- key; empty: by its criteria, or not graded yet
    revision      INTEGER NOT NULL,
    by_id         INTEGER NOT NULL REFERENCES people (id),
    at            INTEGER NOT NULL,
    PRIMARY KEY (submission_id, method)
) WITHOUT ROWID;

CREATE TABLE assessment_criteria (
    submission_id INTEGER NOT NULL REFERENCES submissions (id),
    method        TEXT NOT NULL,
    criterion     TEXT NOT NULL,                 -- key within the method
    verdict       TEXT NOT NULL CHECK (verdict IN ('', 'met', 'not met')),
    reason        TEXT NOT NULL,
    revision      INTEGER NOT NULL,
    by_id         INTEGER NOT NULL REFERENCES people (id),
    at            INTEGER NOT NULL,
    PRIMARY KEY (submission_id, method, criterion)
) WITHOUT ROWID;
