-- labels_hashtag: what are these objects called?
select object, min(label) as label
from (
    select unnest(tag_ids) as object, unnest(tags) as label from marked_posts
) as named
where object in (select unnest($objects))
group by object
