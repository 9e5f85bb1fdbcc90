-- seal: keep a copy of what was decided upon, as long as the longest who asked for it?
insert into copies (content, body, until) values (?, ?, ?)
on conflict (content) do update set until = max(until, excluded.until);
