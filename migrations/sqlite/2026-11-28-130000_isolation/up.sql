-- SQLite has no roles: whoever may open the file may read it. The filters of the queries are its only net.
SELECT 1;
