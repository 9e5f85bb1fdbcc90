-- bins: how many posts, by how many accounts, came in each step of time around t0?
select
    cast(floor(date_diff('second', cast($t0 as timestamp), created_at) / cast($step as double)) as bigint) as bin,
    count(*) as posts,
    count(distinct concat(platform, ':', coalesce(author_id, author_handle, author_name, channel_id))) as accounts
from posts
where created_at >= cast($first as timestamp) and created_at < cast($last as timestamp)
    and ($platforms is null or list_contains($platforms, platform))
    and coalesce(locator, '') not like 'text=%'
group by 1
order by 1
