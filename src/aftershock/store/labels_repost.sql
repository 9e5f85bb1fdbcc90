-- labels_repost: what are these objects called?
select repost_key as object, min(repost_of) as label
from marked_posts where repost_key in (select unnest($objects))
group by repost_key
