-- page_of_rare_kinds: what of some kinds, none of them decisions, comes after a place in the log?
select seq, key, kind, body, prev, hash from entries
where seq > $after::bigint and kind <> 'decided' and kind = any($kinds::text[]) order by seq limit $count::bigint;
