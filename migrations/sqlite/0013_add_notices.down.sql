DROP INDEX messages_failed;
ALTER TABLE messages DROP COLUMN failed_at;
DROP TABLE notice_choices;
DROP TABLE notices;
