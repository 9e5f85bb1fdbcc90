-- known: which of these keys does the log have already?
select seq, key, kind, body, prev, hash from entries
where key = any($keys::text[]);
