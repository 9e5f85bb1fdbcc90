-- cached: what was kept under these keys?
select key, value from cache where kind = $kind and key in (select unnest($keys));
