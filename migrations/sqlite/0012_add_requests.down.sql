DROP TABLE behaviour_checks;
DROP TABLE testimonies;
DROP TABLE request_openings;
DROP TABLE requests;
