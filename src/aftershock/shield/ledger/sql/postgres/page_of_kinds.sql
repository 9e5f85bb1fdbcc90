-- page_of_kinds: what of some kinds comes after a place in the log?
select seq, key, kind, body, prev, hash from entries
where seq > $after::bigint and kind = any($kinds::text[]) order by seq limit $count::bigint;
