DROP TABLE preferences;
DROP TABLE item_views;
DROP TABLE phrases;
DROP TABLE decision_corrections;
DROP TABLE claim_openings;
DROP INDEX items_waiting_by_portfolio;
DROP TABLE review_aims;
