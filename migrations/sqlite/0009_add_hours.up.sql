-- Off-the-job training as apprentices record it. A row says how an entry stands
-- now; its versions say what it said, and never change.
CREATE TABLE hours (
    id                INTEGER PRIMARY KEY,
    enrolment_id      INTEGER NOT NULL REFERENCES enrolments (id),
    form              TEXT NOT NULL,              -- which form it was sent by, so that the same one counts once
    corrects_id       INTEGER REFERENCES hours (id), -- the agreed entry that this one stands instead of
    corrected_by_id   INTEGER REFERENCES hours (id), -- the agreed entry that stands instead of this one
    state             TEXT NOT NULL CHECK (state IN ('submitted', 'returned', 'agreed', 'withdrawn')),
    version           INTEGER NOT NULL,           -- the newest; what follows is a copy of it
    from_on           TEXT NOT NULL,
    to_on             TEXT NOT NULL,              -- the same as from_on for one day
    starts            INTEGER,                    -- minute of the day; NULL: not said
    minutes           INTEGER NOT NULL CHECK (minutes >= 0), -- 0 only for a correction: it did not take place
    activity          TEXT NOT NULL,              -- a key of the rules' activities
    learned           TEXT NOT NULL,
    time              TEXT NOT NULL CHECK (time IN ('paid', 'lieu')),
    separate          INTEGER NOT NULL CHECK (separate IN (0, 1)), -- it was asked whether it is the same as another, and is not
    item_id           INTEGER REFERENCES items (id),
    coach_signature   INTEGER REFERENCES signatures (id), -- under this version; NULL: not agreed
    employer_signature INTEGER REFERENCES signatures (id),
    recorded_at       INTEGER NOT NULL,           -- when it was first sent; never changes
    sent_at           INTEGER NOT NULL,           -- when it last began to wait
    updated_at        INTEGER NOT NULL,
    UNIQUE (enrolment_id, form),
    CHECK (from_on <= to_on)
);
CREATE INDEX hours_by_enrolment ON hours (enrolment_id, from_on);
CREATE UNIQUE INDEX hours_corrected_once ON hours (corrects_id) WHERE corrects_id IS NOT NULL AND state <> 'withdrawn';
CREATE INDEX hours_waiting ON hours (enrolment_id, sent_at) WHERE state = 'submitted';

CREATE TABLE hours_versions (
    hours_id    INTEGER NOT NULL REFERENCES hours (id),
    number      INTEGER NOT NULL,                 -- 1, 2, 3…
    document    TEXT NOT NULL,                    -- JSON of what it said
    person_id   INTEGER NOT NULL REFERENCES people (id),
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (hours_id, number)
);

-- The statements of an entry's newest version.
CREATE TABLE hours_statements (
    hours_id     INTEGER NOT NULL REFERENCES hours (id),
    statement_id INTEGER NOT NULL REFERENCES statements (id),
    PRIMARY KEY (hours_id, statement_id)
);

-- Entries that one signature decides on together: hours 12 is its subject.
CREATE TABLE hours_batches (
    id           INTEGER PRIMARY KEY,
    enrolment_id INTEGER NOT NULL REFERENCES enrolments (id),
    created_at   INTEGER NOT NULL
);

-- What was decided on an entry's version, and by which signature.
CREATE TABLE hours_decisions (
    id           INTEGER PRIMARY KEY,
    hours_id     INTEGER NOT NULL REFERENCES hours (id),
    version      INTEGER NOT NULL,
    role         TEXT NOT NULL CHECK (role IN ('coach', 'employer')),
    verdict      TEXT NOT NULL CHECK (verdict IN ('agreed', 'returned')),
    name         TEXT NOT NULL,                   -- who decided, as it was then
    note         TEXT NOT NULL,                   -- what is to be put right; empty if agreed
    signature_id INTEGER NOT NULL REFERENCES signatures (id),
    decided_at   INTEGER NOT NULL,
    CHECK ((verdict = 'returned') = (note <> ''))
);
CREATE INDEX hours_decisions_by_hours ON hours_decisions (hours_id, id);

-- What the target of an enrolment is reckoned from and no rule knows, as it was
-- entered. The newest of a kind holds; the others are its history.
CREATE TABLE hours_figures (
    id           INTEGER PRIMARY KEY,
    enrolment_id INTEGER NOT NULL REFERENCES enrolments (id),
    kind         TEXT NOT NULL CHECK (kind IN ('published', 'prior', 'working', 'leave')),
    amount       INTEGER NOT NULL CHECK (amount >= 0), -- minutes; of leave: tenths of a week
    source       TEXT NOT NULL CHECK (source <> ''),    -- where the figure comes from, or the reason for it
    person_id    INTEGER NOT NULL REFERENCES people (id),
    entered_at   INTEGER NOT NULL
);
CREATE INDEX hours_figures_by_enrolment ON hours_figures (enrolment_id, kind, id);
