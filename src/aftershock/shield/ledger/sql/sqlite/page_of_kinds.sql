-- page_of_kinds: what of some kinds comes after a place in the log?
select seq, key, kind, body, prev, hash from entries
where seq > $after and kind in (select value from json_each($kinds)) order by seq limit $count;
