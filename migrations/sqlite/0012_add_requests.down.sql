DROP TABLE behaviour_checks;
DROP TABLE testimonies;
DROP TABLE requests;
