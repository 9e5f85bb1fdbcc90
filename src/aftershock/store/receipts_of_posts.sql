-- receipts_of_posts: where do these posts stand?
select post, min(capture) as capture, min(locator) as locator
from marked_posts where post in (select unnest($ids))
group by post
