-- How often progress is reviewed where something else was agreed than the rules
-- say. The newest of an enrolment holds; unit '' is back to the rules.
CREATE TABLE review_frequencies (
    id           INTEGER PRIMARY KEY,
    enrolment_id INTEGER NOT NULL REFERENCES enrolments (id),
    unit         TEXT NOT NULL CHECK (unit IN ('', 'days', 'months')),
    every        INTEGER NOT NULL,
    reason       TEXT NOT NULL CHECK (reason <> ''),
    by_id        INTEGER NOT NULL REFERENCES people (id),
    by_name      TEXT NOT NULL,                  -- as it was then
    at           INTEGER NOT NULL
);
CREATE INDEX review_frequencies_by_enrolment ON review_frequencies (enrolment_id, id);

CREATE TABLE progress_reviews (
    id           INTEGER PRIMARY KEY,
    enrolment_id INTEGER NOT NULL REFERENCES enrolments (id),
    number       INTEGER NOT NULL,               -- 1, 2, 3… within the enrolment
    state        TEXT NOT NULL CHECK (state IN ('planned', 'draft', 'signing', 'signed', 'cancelled')),
    revision     INTEGER NOT NULL,               -- counts saves, so that two tabs do not overwrite each other
    round        INTEGER NOT NULL,               -- how many times it was closed to be signed
    planned_on   TEXT,
    held_on      TEXT,                           -- of the content, once it is closed
    content      TEXT NOT NULL,                  -- JSON: what the record said when it was opened, and what was written
    document     TEXT NOT NULL,                  -- JSON: its parts as they are signed; empty while it is open
    digest       TEXT NOT NULL,                  -- SHA-256 of the text of the document, hex; empty while it is open
    created_at   INTEGER NOT NULL,
    opened_at    INTEGER,
    saved_at     INTEGER NOT NULL,
    closed_at    INTEGER,
    signed_at    INTEGER,                        -- by all
    UNIQUE (enrolment_id, number)
);
CREATE INDEX progress_reviews_by_state ON progress_reviews (enrolment_id, state, held_on);
CREATE UNIQUE INDEX progress_reviews_planned ON progress_reviews (enrolment_id) WHERE state IN ('planned', 'draft');

-- Each time a review was taken back from signing, which voids what was signed.
CREATE TABLE review_withdrawals (
    id        INTEGER PRIMARY KEY,
    review_id INTEGER NOT NULL REFERENCES progress_reviews (id),
    round     INTEGER NOT NULL,
    reason    TEXT NOT NULL CHECK (reason <> ''),
    by_id     INTEGER NOT NULL REFERENCES people (id),
    by_name   TEXT NOT NULL,
    at        INTEGER NOT NULL
);
CREATE INDEX review_withdrawals_by_review ON review_withdrawals (review_id, id);

-- What was added to a review after all had signed it, signed by its author.
CREATE TABLE review_addenda (
    id           INTEGER PRIMARY KEY,
    review_id    INTEGER NOT NULL REFERENCES progress_reviews (id),
    number       INTEGER NOT NULL,               -- 1, 2, 3… within the review
    words        TEXT NOT NULL CHECK (words <> ''),
    signature_id INTEGER NOT NULL REFERENCES signatures (id),
    UNIQUE (review_id, number)
);
