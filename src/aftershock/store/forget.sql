-- forget: which records of a kind go because newer ones of the same id come in?
delete from records where kind = $kind and id in (select unnest($ids));
