-- window: how much was collected in a stretch of time: posts, accounts, platforms, hours with a post?
-- Also how many accounts posted once, twice, three and four times, how many posts were seen to be deleted, and
-- how many were observed more than a day after they were written, how many times state no zone, and how many of
-- these are days without an hour (midnight). Posts that only stand embedded in a page were not collected as posts
-- and do not count.
with chosen as (
    select
        platform, created_at, deleted_at, observed_at, coalesce(tz_source, '') as tz_source,
        coalesce(author_id, author_handle, author_name, channel_id) as account
    from posts
    where created_at >= cast($first as timestamp) and created_at < cast($last as timestamp)
        and ($platforms is null or list_contains($platforms, platform))
        and coalesce(locator, '') not like 'text=%'
),
each_account as (
    select platform, account, count(*) as n from chosen group by platform, account
),
counted as (
    select
        count(*) as accounts,
        coalesce(sum(case when n = 1 then 1 else 0 end), 0) as once,
        coalesce(sum(case when n = 2 then 1 else 0 end), 0) as twice,
        coalesce(sum(case when n = 3 then 1 else 0 end), 0) as thrice,
        coalesce(sum(case when n = 4 then 1 else 0 end), 0) as four_times
    from each_account
),
summed as (
    select
        count(*) as posts,
        count(distinct platform) as platforms,
        coalesce(string_agg(distinct platform, ', ' order by platform), '') as platform_names,
        count(distinct date_trunc('hour', created_at)) as hours,
        count(deleted_at) as deleted,
        count(observed_at) as dated,
        coalesce(sum(case when date_diff('second', created_at, observed_at) > 86400 then 1 else 0 end), 0) as late,
        coalesce(sum(case when tz_source = 'assumed' then 1 else 0 end), 0) as assumed,
        coalesce(
            sum(case when tz_source = 'assumed' and created_at = date_trunc('day', created_at) then 1 else 0 end),
            0
        ) as by_day
    from chosen
)
select * from summed cross join counted
