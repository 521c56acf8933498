-- What the review queue keeps beside the decisions themselves.

-- How many working days a piece may wait for a decision. One row.
CREATE TABLE review_aims (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    working_days INTEGER NOT NULL CHECK (working_days > 0)
);
INSERT INTO review_aims (id, working_days) VALUES (1, 5);

CREATE INDEX items_waiting_by_portfolio ON items (portfolio_id, submitted_at, id) WHERE state = 'submitted' AND removed_at IS NULL;

-- Which claims someone has opened at their place, first time each.
CREATE TABLE claim_openings (
    claim_id  INTEGER NOT NULL REFERENCES claims (id),
    person_id INTEGER NOT NULL REFERENCES people (id),
    opened_at INTEGER NOT NULL,
    PRIMARY KEY (claim_id, person_id)
) WITHOUT ROWID;

-- Which decision or feedback another one corrects. Both stay as they are.
CREATE TABLE decision_corrections (
    decision_id INTEGER PRIMARY KEY REFERENCES decisions (id), -- the newer one
    corrects_id INTEGER NOT NULL UNIQUE REFERENCES decisions (id)
);

-- Words to use again in feedback. What is inserted is copied.
CREATE TABLE phrases (
    id         INTEGER PRIMARY KEY,
    person_id  INTEGER NOT NULL REFERENCES people (id), -- whose it is
    name       TEXT NOT NULL CHECK (name <> ''),        -- by which it is chosen
    text       TEXT NOT NULL CHECK (text <> ''),
    shared     INTEGER NOT NULL CHECK (shared IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    retired_at INTEGER                                  -- not offered any more
);
CREATE INDEX phrases_by_person ON phrases (person_id, id);
CREATE INDEX phrases_shared ON phrases (id) WHERE shared = 1;

-- The newest decision on a piece that someone has been shown.
CREATE TABLE item_views (
    person_id   INTEGER NOT NULL REFERENCES people (id),
    item_id     INTEGER NOT NULL REFERENCES items (id),
    decision_id INTEGER NOT NULL,                       -- 0: there was none
    seen_at     INTEGER NOT NULL,
    PRIMARY KEY (person_id, item_id)
) WITHOUT ROWID;
-- What was said before this was kept is not news.
INSERT INTO item_views (person_id, item_id, decision_id, seen_at)
SELECT e.apprentice_id, v.item_id, max(d.id), max(d.at)
FROM decisions d
JOIN versions v ON v.id = d.version_id
JOIN items i ON i.id = v.item_id
JOIN enrolments e ON e.id = i.portfolio_id
GROUP BY e.apprentice_id, v.item_id;

-- How a person likes the product to be, by name: 'keys' is 'off' where single keys do nothing.
CREATE TABLE preferences (
    person_id INTEGER NOT NULL REFERENCES people (id),
    name      TEXT NOT NULL,
    value     TEXT NOT NULL,
    PRIMARY KEY (person_id, name)
) WITHOUT ROWID;
