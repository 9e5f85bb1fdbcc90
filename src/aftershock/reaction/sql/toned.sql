-- toned: which posts of a stretch of time is the tone told of, at most so many, drawn by their ids alone?
select text, created_at, capture, locator
from marked_posts
where created_at >= cast($first as timestamp)
    and created_at < cast($last as timestamp)
    and length(trim(text)) >= $shortest
    and ($platforms is null or list_contains($platforms, platform))
    and coalesce(locator, '') not like 'text=%'
order by row_id
limit $most
