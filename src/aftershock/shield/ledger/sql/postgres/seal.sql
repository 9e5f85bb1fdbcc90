-- seal: keep copies of what was decided upon, as long as the longest who asked for it?
insert into copies as kept (content, body, until)
select * from unnest($contents::text[], $bodies::bytea[], $untils::text[])
on conflict (content) do update set until = greatest(kept.until, excluded.until);
