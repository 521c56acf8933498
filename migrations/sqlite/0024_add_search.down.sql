DROP TABLE search_progress;
DROP TABLE search_waiting;
DROP TABLE search_terms;
DROP TABLE search_words;
DROP TABLE search_docs;
