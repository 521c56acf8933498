DROP TABLE sign_offs;
DROP TABLE sign_off_rounds;
