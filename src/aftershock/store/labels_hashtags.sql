-- labels_hashtags: what are these objects called?
select tags_id as object, min(array_to_string(tags, ' ')) as label
from marked_posts where tags_id in (select unnest($objects))
group by tags_id
