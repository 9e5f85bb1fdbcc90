-- records: what are the records of a kind, in the order in which they were written?
select record from records where kind = $kind order by n, id;
