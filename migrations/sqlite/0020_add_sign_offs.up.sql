-- The sign-offs at gateway that people are asked for, of what is handed over as
-- it is now: one round in an enrolment. A change of it empties the signatures
-- that no longer hold; those given stay where signatures are.
CREATE TABLE sign_off_rounds (
    enrolment_id INTEGER PRIMARY KEY REFERENCES enrolments (id),
    digest       TEXT NOT NULL,                  -- SHA-256 of what is to be signed, hex
    asked_by     INTEGER REFERENCES people (id), -- NULL: somebody signed without being asked, by a link
    asked_at     INTEGER NOT NULL
);
CREATE TABLE sign_offs (
    enrolment_id INTEGER NOT NULL REFERENCES sign_off_rounds (enrolment_id),
    position     INTEGER NOT NULL,               -- 1, 2, 3… in the order in which they sign
    role         TEXT NOT NULL,
    words        TEXT NOT NULL,                  -- that they agree to
    signature_id INTEGER REFERENCES signatures (id), -- that holds; NULL: none yet
    PRIMARY KEY (enrolment_id, position)
) WITHOUT ROWID;
