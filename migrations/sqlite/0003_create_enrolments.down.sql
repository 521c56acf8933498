DROP TABLE declarations;
DROP TABLE enrolments;
