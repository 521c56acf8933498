-- What can be found: a row for each piece, file, feedback and testimony that
-- somebody may see, kept in the transaction that changes it. The id begins with
-- the second of what is found, so that newer is higher: second * 2048 + n.
CREATE TABLE search_docs (
    id           INTEGER PRIMARY KEY,
    portfolio_id INTEGER NOT NULL REFERENCES enrolments (id),
    item_id      INTEGER NOT NULL REFERENCES items (id),
    kind         TEXT NOT NULL CHECK (kind IN ('piece', 'file', 'feedback', 'witness')),
    ref_id       INTEGER NOT NULL,               -- of the version, file, decision or testimony
    own          TEXT NOT NULL,                  -- state of its piece as the apprentice sees it; empty: they do not see this
    shared       TEXT NOT NULL,                  -- the same of everybody else with a role in the portfolio
    digest       INTEGER NOT NULL,               -- of its words; of a file, of its name and the bytes of its text
    UNIQUE (item_id, kind, ref_id)
);

-- Their words, folded, and by whom, in which state and of what kind they are
-- found. The words themselves are read from the records they belong to.
CREATE VIRTUAL TABLE search_words USING fts5 (
    words, marks, content = '', contentless_delete = 1, tokenize = 'ascii'
);
CREATE VIRTUAL TABLE search_terms USING fts5vocab (search_words, instance);

-- Files whose words are still to be read.
CREATE TABLE search_waiting (
    doc_id INTEGER PRIMARY KEY REFERENCES search_docs (id) ON DELETE CASCADE
);

-- How far the making of the index from the records has come, item by item.
CREATE TABLE search_progress (
    form    INTEGER NOT NULL,                    -- of the index; another one has to be made anew
    item_id INTEGER NOT NULL,                    -- the last that was read
    last_id INTEGER NOT NULL                     -- the last to read
);
INSERT INTO search_progress (form, item_id, last_id) SELECT 0, 0, COALESCE(max(id), 0) FROM items;
