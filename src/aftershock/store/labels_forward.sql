-- labels_forward: what are these objects called?
select forward_key as object, min(forwarded_from) as label
from marked_posts where forward_key in (select unnest($objects))
group by forward_key
