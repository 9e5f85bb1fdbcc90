-- last: after which record of its kind does a new one come?
select coalesce(max(n), -1) from records where kind = $kind;
