-- migrations: which changes of the tables has this case file had?
create table if not exists migrations (
    version integer primary key,
    name varchar not null,
    digest varchar not null
);
