-- Breaks in learning, each begun once and ended once. One entered by mistake is
-- undone, and stays.
CREATE TABLE breaks (
    id           INTEGER PRIMARY KEY,
    enrolment_id INTEGER NOT NULL REFERENCES enrolments (id),
    reason       TEXT NOT NULL,
    started_on   TEXT NOT NULL,
    expected_on  TEXT,                           -- the day of return planned; NULL: not known
    returned_on  TEXT,                           -- NULL: under way
    end_before   TEXT NOT NULL,                  -- the end that was planned when it began
    end_after    TEXT,                           -- the end planned anew on return
    added_by     INTEGER REFERENCES people (id), -- NULL: the program
    added_at     INTEGER NOT NULL,
    returned_by  INTEGER REFERENCES people (id),
    returned_at  INTEGER,
    undone_at    INTEGER
);
CREATE INDEX breaks_by_enrolment ON breaks (enrolment_id, id);

-- How apprenticeships ended. One entered by mistake is undone, and stays.
CREATE TABLE leavings (
    id           INTEGER PRIMARY KEY,
    enrolment_id INTEGER NOT NULL REFERENCES enrolments (id),
    state        TEXT NOT NULL CHECK (state IN ('completed', 'withdrawn')),
    reason       TEXT NOT NULL,
    ended_on     TEXT NOT NULL,
    added_by     INTEGER REFERENCES people (id), -- NULL: the program
    added_at     INTEGER NOT NULL,
    undone_at    INTEGER
);
CREATE INDEX leavings_by_enrolment ON leavings (enrolment_id, id);

-- A list of people and their enrolments that was handed in, kept with what each
-- row would do until someone confirms it or it is a week old.
CREATE TABLE rosters (
    id           INTEGER PRIMARY KEY,
    person_id    INTEGER REFERENCES people (id), -- who handed it in
    file_name    TEXT NOT NULL,
    adds         INTEGER NOT NULL CHECK (adds IN (0, 1)), -- employers and cohorts that are not here yet
    made_at      INTEGER NOT NULL,
    judged_at    INTEGER NOT NULL,
    confirmed_at INTEGER,
    result       TEXT NOT NULL DEFAULT ''        -- JSON of what was done
);

CREATE TABLE roster_rows (
    roster_id INTEGER NOT NULL REFERENCES rosters (id) ON DELETE CASCADE,
    line      INTEGER NOT NULL,                  -- in the file, from 1
    name      TEXT NOT NULL,
    email     TEXT NOT NULL,
    cells     TEXT NOT NULL,                     -- JSON, by column
    mark      TEXT NOT NULL CHECK (mark IN ('new', 'changed', 'unchanged', 'wrong')),
    says      TEXT NOT NULL,                     -- JSON: what would change, or what is wrong, in words
    moved     INTEGER NOT NULL DEFAULT 0 CHECK (moved IN (0, 1)), -- not what it was at first
    PRIMARY KEY (roster_id, line)
) WITHOUT ROWID;
CREATE INDEX roster_rows_by_mark ON roster_rows (roster_id, mark, line);

CREATE INDEX enrolments_by_uln ON enrolments (uln) WHERE uln <> '';
