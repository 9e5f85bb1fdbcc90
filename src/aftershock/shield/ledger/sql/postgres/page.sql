-- page: what comes after a place in the log?
select seq, key, kind, body, prev, hash from entries
where seq > $after::bigint order by seq limit $count::bigint;
