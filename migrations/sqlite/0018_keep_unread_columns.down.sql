ALTER TABLE rosters DROP COLUMN unread;
