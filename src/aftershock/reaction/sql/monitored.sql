-- monitored: how much of a stretch of time came from listed channels, from how many of them, by how many accounts?
with collected as (
    select
        concat(platform, chr(31), channel_id) as place,
        concat(platform, ':', coalesce(author_id, author_handle, author_name, channel_id)) as account
    from posts
    where created_at >= cast($first as timestamp) and created_at < cast($last as timestamp)
        and ($platforms is null or list_contains($platforms, platform))
        and coalesce(locator, '') not like 'text=%'
),
places as (
    select place, count(*) as posts from collected group by place
),
summed as (
    select
        cast(coalesce(sum(posts), 0) as bigint) as posts,
        cast(coalesce(sum(case when list_contains($listed, place) then posts else 0 end), 0) as bigint) as theirs,
        coalesce(sum(case when list_contains($listed, place) then 1 else 0 end), 0) as channels
    from places
),
counted as (
    select count(distinct account) as accounts from collected
)
select * from summed cross join counted
