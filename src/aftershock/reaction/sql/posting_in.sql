-- posting_in: which accounts write in some channels?
select distinct account, platform, channel_id
from marked_posts
where list_contains($channels, channel_id)
order by account, platform, channel_id
