-- site forget: which pages are no more as they were?
delete from site_pages where mark not in (select unnest($marks));
