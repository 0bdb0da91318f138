-- A key as people read it: its values joined by |, without the number of the alternative it belongs to.
CREATE MACRO stage.shown_key(key) AS replace(regexp_replace(key, '^[^\x1f]*\x1f', ''), chr(31), '|');
