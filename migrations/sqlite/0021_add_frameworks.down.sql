DROP TABLE crosswalks;
DROP TABLE frameworks;
