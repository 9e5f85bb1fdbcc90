-- pointed: what do these posts say, that others point at?
select post_key as object, min(text) as text
from marked_posts
where post_key in (select unnest($keys)) and length(trim(text)) > 0
group by post_key
order by object
