-- labels_reply: what are these objects called?
select reply_key as object, min(reply_to) as label
from marked_posts where reply_key in (select unnest($objects))
group by reply_key
