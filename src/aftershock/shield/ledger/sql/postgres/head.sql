-- head: how far does the log reach?
select seq, hash from entries order by seq desc limit 1;
