-- News for one person of something that happened or is due. It is shown in the
-- app, and goes out by e-mail as the person chose for its kind.
CREATE TABLE notices (
    id           INTEGER PRIMARY KEY,
    person_id    INTEGER NOT NULL REFERENCES people (id),
    kind         TEXT NOT NULL,                  -- see notify.Kinds
    portfolio_id INTEGER NOT NULL DEFAULT 0,     -- 0: of no portfolio
    text         TEXT NOT NULL CHECK (text <> ''),
    path         TEXT NOT NULL,                  -- address within the app
    key          TEXT NOT NULL,                  -- one notice a person and key
    created_at   INTEGER NOT NULL,
    read_at      INTEGER,
    settled_at   INTEGER,                        -- put into a message, or found to need none; NULL: not yet
    message_id   INTEGER,                        -- the message it went into; NULL: none. No reference: messages may be withdrawn
    UNIQUE (person_id, key)
);
CREATE INDEX notices_by_person ON notices (person_id, id);
CREATE INDEX notices_unread ON notices (person_id) WHERE read_at IS NULL;
CREATE INDEX notices_unsettled ON notices (id) WHERE settled_at IS NULL;

-- What a person wants by e-mail of a kind of notice; without a row, the kind's default.
CREATE TABLE notice_choices (
    person_id INTEGER NOT NULL REFERENCES people (id),
    kind      TEXT NOT NULL,
    mail      TEXT NOT NULL CHECK (mail IN ('now', 'daily', 'never')),
    PRIMARY KEY (person_id, kind)
) WITHOUT ROWID;

-- The mail server refused the message for good; fault says why.
ALTER TABLE messages ADD COLUMN failed_at INTEGER;
CREATE INDEX messages_failed ON messages (id) WHERE failed_at IS NOT NULL;
