-- totals: how many posts are there, by how many accounts?
select
    count(*) as posts,
    count(distinct (platform, coalesce(author_id, author_handle, channel_id))) as accounts
from posts;
