-- labels_text: what are these objects called?
select text_id as object, min(text) as label
from marked_posts where text_id in (select unnest($objects))
group by text_id
