-- page_of_rare_kinds: what of some kinds, none of them decisions, comes after a place in the log?
select seq, key, kind, body, prev, hash from entries
where seq > $after and kind <> 'decided' and kind in (select value from json_each($kinds)) order by seq limit $count;
