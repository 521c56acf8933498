DROP TABLE review_addenda;
DROP TABLE review_withdrawals;
DROP TABLE progress_reviews;
DROP TABLE review_frequencies;
