-- texts_of_rows: what was said in these rows, in the order of their numbers?
select text from marked_revisions
where row_id in (select unnest($rows))
order by row_id
