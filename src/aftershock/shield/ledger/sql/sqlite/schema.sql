-- schema: where does the log stand?
create table if not exists entries (
    seq integer primary key,
    key text not null unique,
    kind text not null,
    body blob not null,
    prev blob not null,
    hash blob not null
);
-- decisions are nearly all there is: everything else is found without walking over them
create index if not exists entries_rare on entries (kind, seq) where kind <> 'decided';
create table if not exists copies (
    content text primary key,
    body blob not null,
    until text not null
) without rowid;
create index if not exists copies_until on copies (until);
create trigger if not exists entries_stay before update on entries
begin select raise(abort, 'an entry of the log is never changed'); end;
create trigger if not exists entries_remain before delete on entries
begin select raise(abort, 'an entry of the log is never taken away'); end;
