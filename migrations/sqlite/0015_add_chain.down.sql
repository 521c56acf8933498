DROP TABLE audit_exports;
DROP TABLE chain;
ALTER TABLE events DROP COLUMN form;
