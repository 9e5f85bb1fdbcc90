-- distinct_texts: which bands has each text that is long enough to be compared?
select text_id, min(near_bands) as near_bands, min(row_id) as row_id
from marked_revisions
where near_bands is not null and text_id is not null
group by text_id
