-- How coaches' decisions are sampled by internal quality assurance, and what came of it.

-- Plans are added, never changed. Each holds for the decisions made from its time
-- until the next one's.
CREATE TABLE sampling_plans (
    version       INTEGER PRIMARY KEY,           -- 1, 2, 3…
    holds_from    INTEGER NOT NULL,
    seed          TEXT NOT NULL CHECK (seed <> ''),
    usual         INTEGER NOT NULL CHECK (usual BETWEEN 0 AND 100),      -- per cent of a coach's decisions in a month
    new           INTEGER NOT NULL CHECK (new BETWEEN 0 AND 100),        -- the same while the coach is new
    new_months    INTEGER NOT NULL CHECK (new_months >= 0),              -- since the coach's first decision
    new_decisions INTEGER NOT NULL CHECK (new_decisions >= 0),           -- or within so many of them
    first         INTEGER NOT NULL CHECK (first >= 0),                   -- a coach's first so many on each standard
    random        INTEGER NOT NULL CHECK (random BETWEEN 0 AND 100),     -- per cent of everybody's in a month
    why           TEXT NOT NULL,
    by_id         INTEGER NOT NULL REFERENCES people (id),
    by_name       TEXT NOT NULL,                 -- as it was then
    made_at       INTEGER NOT NULL
);

-- Kinds of evidence, and 'held' for what is held at the employer, that are sampled more.
CREATE TABLE sampling_risks (
    plan_version INTEGER NOT NULL REFERENCES sampling_plans (version),
    risk         TEXT NOT NULL,
    percent      INTEGER NOT NULL CHECK (percent BETWEEN 1 AND 100),
    PRIMARY KEY (plan_version, risk)
) WITHOUT ROWID;

-- A month as far as one plan held in it.
CREATE TABLE sampling_draws (
    plan_version INTEGER NOT NULL REFERENCES sampling_plans (version),
    month        TEXT NOT NULL,                  -- its first day
    decisions    INTEGER NOT NULL,               -- made so far
    sampled      INTEGER NOT NULL,               -- drawn of them
    drawn_at     INTEGER NOT NULL,
    closed       INTEGER NOT NULL CHECK (closed IN (0, 1)), -- it was over when it was drawn
    PRIMARY KEY (plan_version, month)
) WITHOUT ROWID;

CREATE TABLE samples (
    id           INTEGER PRIMARY KEY,
    decision_id  INTEGER NOT NULL UNIQUE REFERENCES decisions (id),
    plan_version INTEGER NOT NULL REFERENCES sampling_plans (version),
    month        TEXT NOT NULL,
    portfolio_id INTEGER NOT NULL REFERENCES enrolments (id),
    coach_id     INTEGER NOT NULL REFERENCES people (id),  -- who decided
    state        TEXT NOT NULL CHECK (state IN ('open', 'agreed', 'action', 'answered', 'closed')),
    drawn_at     INTEGER NOT NULL,
    required_at  INTEGER,                        -- when action was first required
    settled_at   INTEGER                         -- when it was last agreed or closed
);
CREATE INDEX samples_by_state ON samples (state, id);
CREATE INDEX samples_by_coach ON samples (coach_id, id);
CREATE INDEX samples_by_portfolio ON samples (portfolio_id, id);
CREATE INDEX samples_by_month ON samples (month, plan_version);

-- Why each was drawn.
CREATE TABLE sample_reasons (
    sample_id INTEGER NOT NULL REFERENCES samples (id),
    reason    TEXT NOT NULL CHECK (reason IN ('usual', 'new', 'risk', 'first', 'random')),
    risk      TEXT NOT NULL,                     -- which, of 'risk'; otherwise empty
    PRIMARY KEY (sample_id, reason, risk)
) WITHOUT ROWID;

-- What was said of it. Added to, never rewritten.
CREATE TABLE sample_entries (
    id        INTEGER PRIMARY KEY,
    sample_id INTEGER NOT NULL REFERENCES samples (id),
    move      TEXT NOT NULL CHECK (move IN ('agree', 'require', 'answer', 'accept')),
    text      TEXT NOT NULL,
    shows_id  INTEGER REFERENCES decisions (id), -- what an answer points to
    piece     TEXT NOT NULL DEFAULT '',          -- how the piece stood then, of an answer
    by_id     INTEGER NOT NULL REFERENCES people (id),
    by_name   TEXT NOT NULL,
    at        INTEGER NOT NULL
);
CREATE INDEX sample_entries_by_sample ON sample_entries (sample_id, id);

CREATE TABLE sample_claim_notes (
    entry_id INTEGER NOT NULL REFERENCES sample_entries (id),
    claim_id INTEGER NOT NULL REFERENCES claims (id),
    text     TEXT NOT NULL CHECK (text <> ''),
    PRIMARY KEY (entry_id, claim_id)
) WITHOUT ROWID;

-- Decisions on whole pieces, by time and by coach.
CREATE INDEX decisions_made ON decisions (at, id) WHERE claim_id IS NULL AND verdict IN ('accepted', 'returned');
CREATE INDEX decisions_made_by ON decisions (by_id, at) WHERE claim_id IS NULL AND verdict IN ('accepted', 'returned');
