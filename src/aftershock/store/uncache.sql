-- uncache: what was kept under these keys goes before something newer is kept.
delete from cache where kind = $kind and key in (select unnest($keys));
