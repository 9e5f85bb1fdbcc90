-- gaps: where ids are counted up, how many numbers lie between the first and the last, and how many are there?
-- Asked for each channel by itself and for the whole platform: which of the two counts up is not known here.
with numbered as (
    select platform, channel_id, try_cast(post_id as bigint) as number
    from posts
    where created_at >= cast($first as timestamp) and created_at < cast($last as timestamp)
        and ($platforms is null or list_contains($platforms, platform))
        and coalesce(locator, '') not like 'text=%'
),
streams as (
    select platform, 'channel' as level, channel_id as stream, count(distinct number) as seen,
        max(number) - min(number) + 1 as numbers
    from numbered where number is not null group by platform, channel_id
    union all
    select platform, 'platform' as level, '' as stream, count(distinct number) as seen,
        max(number) - min(number) + 1 as numbers
    from numbered where number is not null group by platform
)
select
    platform, level, count(*) as streams,
    sum(cast(seen as double)) as seen, sum(cast(numbers as double)) as numbers
from streams
where seen >= 3
group by platform, level
order by platform, level
