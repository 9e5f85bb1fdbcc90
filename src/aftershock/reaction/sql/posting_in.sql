-- posting_in: who writes in some channels, under which ids and names?
select distinct account, platform, channel_id, author_id, author_handle, author_name
from marked_posts
where list_contains($channels, channel_id)
order by account, platform, channel_id, author_id, author_handle, author_name
