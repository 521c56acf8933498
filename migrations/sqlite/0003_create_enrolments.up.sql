-- An enrolment has one portfolio, and they share one id.
CREATE TABLE enrolments (
    id               INTEGER PRIMARY KEY,
    apprentice_id    INTEGER NOT NULL REFERENCES people (id),
    standard_id      INTEGER NOT NULL REFERENCES standards (id),
    option_id        INTEGER REFERENCES standard_options (id),
    plan_id          INTEGER REFERENCES plans (id),
    employer_id      INTEGER NOT NULL REFERENCES organisations (id),
    employer_contact TEXT NOT NULL DEFAULT '',
    coach_id         INTEGER NOT NULL REFERENCES people (id),
    assessment_id    INTEGER REFERENCES organisations (id),
    uln              TEXT NOT NULL DEFAULT '',   -- ten digits; empty: not issued yet
    started_on       TEXT NOT NULL,
    planned_end_on   TEXT NOT NULL,
    gateway_on       TEXT,                       -- planned
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL
);
CREATE INDEX enrolments_by_apprentice ON enrolments (apprentice_id);
CREATE INDEX enrolments_by_coach ON enrolments (coach_id);
CREATE INDEX enrolments_by_employer ON enrolments (employer_id);

-- What people declare about a whole portfolio, in the words they signed.
CREATE TABLE declarations (
    id           INTEGER PRIMARY KEY,
    enrolment_id INTEGER NOT NULL REFERENCES enrolments (id),
    person_id    INTEGER NOT NULL REFERENCES people (id),
    role         TEXT NOT NULL,
    name         TEXT NOT NULL,                  -- as it was when signed
    words        TEXT NOT NULL,
    signed_at    INTEGER NOT NULL
);
CREATE INDEX declarations_by_enrolment ON declarations (enrolment_id, id);
