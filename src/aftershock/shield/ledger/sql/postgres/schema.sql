-- schema: where does the log stand?
create table if not exists entries (
    seq bigint primary key,
    key text not null unique,
    kind text not null,
    body bytea not null,
    prev bytea not null,
    hash bytea not null
);
-- decisions are nearly all there is: everything else is found without walking over them
create index if not exists entries_rare on entries (kind, seq) where kind <> 'decided';
create table if not exists copies (
    content text primary key,
    body bytea not null,
    until text not null
);
create index if not exists copies_until on copies (until);
create or replace function entries_stay() returns trigger language plpgsql as
    'begin raise exception ''an entry of the log is never changed or taken away''; end';
create or replace trigger entries_stay before update or delete or truncate on entries
    for each statement execute function entries_stay();
