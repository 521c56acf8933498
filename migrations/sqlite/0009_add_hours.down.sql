DROP TABLE hours_figures;
DROP TABLE hours_decisions;
DROP TABLE hours_batches;
DROP TABLE hours_statements;
DROP TABLE hours_versions;
DROP TABLE hours;
