-- add: write entries after the last
insert into entries (seq, key, kind, body, prev, hash)
select * from unnest($seqs::bigint[], $keys::text[], $kinds::text[], $bodies::bytea[], $prevs::bytea[],
    $hashes::bytea[]);
