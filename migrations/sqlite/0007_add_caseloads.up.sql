-- The words of people's names, folded, by which they are found.
CREATE TABLE person_words (
    word      TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people (id),
    PRIMARY KEY (word, person_id)
) WITHOUT ROWID;
CREATE INDEX person_words_by_person ON person_words (person_id, word);
CREATE INDEX people_by_name ON people (lower(name), id);

-- The orders of a caseload, of current apprenticeships only. They take the place
-- of wider ones, which would be preferred to them.
DROP INDEX standings_by_urgency;
DROP INDEX standings_by_coach;
DROP INDEX standings_by_cohort;
CREATE INDEX caseload_by_need ON standings (act_from, enrolment_id, watch_from) WHERE state IN ('active', 'break');
CREATE INDEX caseload_of_coach ON standings (coach_id, act_from, enrolment_id, watch_from) WHERE state IN ('active', 'break');
CREATE INDEX caseload_of_cohort ON standings (cohort_id, act_from, enrolment_id, watch_from) WHERE state IN ('active', 'break');
CREATE INDEX caseload_by_progress ON standings (COALESCE(accepted * 10000 / NULLIF(total, 0), 0), enrolment_id) WHERE state IN ('active', 'break');
CREATE INDEX caseload_by_hours ON standings (COALESCE(hours_agreed * 10000 / NULLIF(hours_target, 0), 0), enrolment_id) WHERE state IN ('active', 'break');
CREATE INDEX caseload_by_activity ON standings (COALESCE(active_at, 0), enrolment_id) WHERE state IN ('active', 'break');
CREATE INDEX caseload_by_review ON standings (COALESCE(review_due, '9999-12-31'), enrolment_id) WHERE state IN ('active', 'break');
CREATE INDEX caseload_by_wait ON standings (COALESCE(waiting_since, 9999999999999), enrolment_id) WHERE state IN ('active', 'break');

-- Ways of looking at the caseload that people keep under a name.
CREATE TABLE views (
    id         INTEGER PRIMARY KEY,
    person_id  INTEGER NOT NULL REFERENCES people (id),
    name       TEXT NOT NULL CHECK (name <> ''),
    query      TEXT NOT NULL,                    -- as in the address, without the question mark
    created_at INTEGER NOT NULL,
    removed_at INTEGER                           -- can be undone
);
CREATE UNIQUE INDEX views_by_name ON views (person_id, lower(name)) WHERE removed_at IS NULL;

-- How each cohort stood on the last day of a month that was counted; 0: of no
-- cohort. Charts are drawn from it.
CREATE TABLE periods (
    month          TEXT NOT NULL,                -- its first day
    cohort_id      INTEGER NOT NULL,
    day            TEXT NOT NULL,                -- when it was counted
    active         INTEGER NOT NULL,
    paused         INTEGER NOT NULL,
    watch          INTEGER NOT NULL,
    act            INTEGER NOT NULL,
    accepted       INTEGER NOT NULL,             -- statements
    expected       INTEGER NOT NULL,             -- statements the plan expects by then
    statements     INTEGER NOT NULL,             -- to show in all
    hours_agreed   INTEGER NOT NULL,             -- minutes
    hours_expected INTEGER NOT NULL,
    hours_target   INTEGER NOT NULL,
    PRIMARY KEY (month, cohort_id)
) WITHOUT ROWID;

-- In which month apprentices will be through at their present pace, as counted
-- last.
CREATE TABLE forecasts (
    month     TEXT NOT NULL,                     -- its first day; empty: cannot be told yet
    cohort_id INTEGER NOT NULL,
    gateways  INTEGER NOT NULL,
    late      INTEGER NOT NULL,                  -- of them, later than planned
    PRIMARY KEY (month, cohort_id)
) WITHOUT ROWID;

-- How long apprentices waited for a coach's decision, by the week it was made in.
CREATE TABLE turnarounds (
    week     TEXT NOT NULL,                      -- its Monday
    coach_id INTEGER NOT NULL,                   -- 0: all coaches together
    pieces   INTEGER NOT NULL,
    days     INTEGER NOT NULL,                   -- working days, of all of them together
    PRIMARY KEY (week, coach_id)
) WITHOUT ROWID;
CREATE INDEX turnarounds_by_coach ON turnarounds (coach_id, week);
