-- all_records: what does the case file hold, of every kind?
select kind, id, record from records order by kind, n, id;
