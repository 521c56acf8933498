DROP TABLE submission_components;
DROP TABLE submission_blobs;
DROP TABLE submissions;
DROP TABLE selected_items;
DROP TABLE selections;
DROP TABLE gateway_records;
ALTER TABLE plans DROP COLUMN retired_at;
ALTER TABLE plans DROP COLUMN added_by;
ALTER TABLE plans DROP COLUMN replaces_id;

CREATE TABLE requests_old (
    id           INTEGER PRIMARY KEY,
    enrolment_id INTEGER NOT NULL REFERENCES enrolments (id),
    purpose      TEXT NOT NULL CHECK (purpose IN ('testimony', 'hours', 'review', 'behaviours', 'scan')),
    subject_id   INTEGER NOT NULL,
    name         TEXT NOT NULL,
    job          TEXT NOT NULL,
    email        TEXT NOT NULL,
    note         TEXT NOT NULL,
    by_hand      INTEGER NOT NULL CHECK (by_hand IN (0, 1)),
    asked_by     INTEGER NOT NULL REFERENCES people (id),
    asked_at     INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    opened_at    INTEGER,
    used_at      INTEGER,
    withdrawn_at INTEGER,
    reminded_at  INTEGER,
    told_at      INTEGER
);
INSERT INTO requests_old SELECT id, enrolment_id, purpose, subject_id, name, job, email, note, by_hand, asked_by, asked_at,
    expires_at, opened_at, used_at, withdrawn_at, reminded_at, told_at FROM requests WHERE purpose <> 'gateway';
DROP TABLE requests;
ALTER TABLE requests_old RENAME TO requests;
CREATE INDEX requests_by_enrolment ON requests (enrolment_id, id);
CREATE INDEX requests_to_end ON requests (expires_at) WHERE used_at IS NULL AND withdrawn_at IS NULL AND told_at IS NULL;

CREATE TABLE grants_old (
    id         INTEGER PRIMARY KEY,
    person_id  INTEGER NOT NULL REFERENCES people (id),
    role       TEXT NOT NULL CHECK (role IN ('administrator', 'coach', 'iqa', 'employer', 'apprentice', 'assessor')),
    scope      TEXT NOT NULL CHECK (scope IN ('installation', 'organisation', 'enrolment', 'submission')),
    scope_id   INTEGER NOT NULL,
    granted_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER
);
INSERT INTO grants_old (id, person_id, role, scope, scope_id, granted_at, expires_at, revoked_at)
SELECT id, person_id, role, scope, scope_id, granted_at, expires_at, revoked_at FROM grants WHERE role <> 'coordinator';
DROP TABLE grants;
ALTER TABLE grants_old RENAME TO grants;
CREATE UNIQUE INDEX grants_current ON grants (person_id, role, scope, scope_id) WHERE revoked_at IS NULL;
CREATE INDEX grants_by_scope ON grants (scope, scope_id, role);
