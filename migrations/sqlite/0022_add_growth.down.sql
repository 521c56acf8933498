DROP TABLE hints_aside;
DROP TABLE cpd_entries;
DROP TABLE development_goals;
DROP TABLE growth_consents;
DROP TABLE manager_views;
DROP TABLE self_audit_items;
DROP TABLE self_audit_ratings;
DROP TABLE self_audits;
