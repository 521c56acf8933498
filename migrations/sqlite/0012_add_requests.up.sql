-- Requests to someone without an account to sign one thing, by a link.
CREATE TABLE requests (
    id           INTEGER PRIMARY KEY,
    enrolment_id INTEGER NOT NULL REFERENCES enrolments (id),
    purpose      TEXT NOT NULL CHECK (purpose IN ('testimony', 'hours', 'review', 'behaviours', 'scan')),
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
CREATE INDEX requests_by_enrolment ON requests (enrolment_id, id);
CREATE INDEX requests_to_end ON requests (expires_at) WHERE used_at IS NULL AND withdrawn_at IS NULL AND told_at IS NULL;

-- What a request's link showed, and to which addresses, each once.
CREATE TABLE request_openings (
    request_id INTEGER NOT NULL REFERENCES requests (id),
    digest     TEXT NOT NULL,                    -- SHA-256 of what was shown, hex
    address    TEXT NOT NULL,
    opened_at  INTEGER NOT NULL,
    PRIMARY KEY (request_id, digest, address)
);

-- What witnesses wrote about a piece. It is never changed.
CREATE TABLE testimonies (
    id           INTEGER PRIMARY KEY,
    portfolio_id INTEGER NOT NULL REFERENCES enrolments (id),
    item_id      INTEGER NOT NULL REFERENCES items (id),
    version_id   INTEGER NOT NULL REFERENCES versions (id), -- that they were shown
    words        TEXT NOT NULL,
    seen         TEXT NOT NULL CHECK (seen IN ('saw', 'told')), -- saw it, or knows of it from others
    signature_id INTEGER NOT NULL REFERENCES signatures (id)
);
CREATE INDEX testimonies_by_item ON testimonies (item_id, id);

-- What an employer said of each behaviour; the newest of a statement holds.
CREATE TABLE behaviour_checks (
    id           INTEGER PRIMARY KEY,
    enrolment_id INTEGER NOT NULL REFERENCES enrolments (id),
    statement_id INTEGER NOT NULL REFERENCES statements (id),
    shown        INTEGER NOT NULL CHECK (shown IN (0, 1)), -- 0: not yet
    example      TEXT NOT NULL,
    signature_id INTEGER NOT NULL REFERENCES signatures (id)
);
CREATE INDEX behaviour_checks_by_enrolment ON behaviour_checks (enrolment_id, statement_id, id);
