DROP TABLE standard_imports;
DROP TABLE plans;
DROP TABLE statement_options;
DROP TABLE statements;
DROP TABLE standard_options;
DROP TABLE standards;
