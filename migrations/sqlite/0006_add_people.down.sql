DROP INDEX enrolments_by_uln;
DROP TABLE roster_rows;
DROP TABLE rosters;
DROP TABLE leavings;
DROP TABLE breaks;
