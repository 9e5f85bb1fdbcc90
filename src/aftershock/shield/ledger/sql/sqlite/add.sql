-- add: write one entry after the last
insert into entries (seq, key, kind, body, prev, hash) values (?, ?, ?, ?, ?, ?);
