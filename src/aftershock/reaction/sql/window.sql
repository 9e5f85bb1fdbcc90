-- window: how much was collected in a stretch of time: posts, accounts, platforms, hours with a post?
-- Posts that only stand embedded in a page were not collected as posts and do not count.
select
    count(*) as posts,
    count(distinct concat(platform, ':', coalesce(author_id, author_handle, author_name, channel_id))) as accounts,
    count(distinct platform) as platforms,
    coalesce(string_agg(distinct platform, ', ' order by platform), '') as platform_names,
    count(distinct date_trunc('hour', created_at)) as hours
from posts
where created_at >= cast($first as timestamp) and created_at < cast($last as timestamp)
    and ($platforms is null or list_contains($platforms, platform))
    and coalesce(locator, '') not like 'text=%'
