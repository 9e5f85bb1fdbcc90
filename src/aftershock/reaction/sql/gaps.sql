-- gaps: where ids are counted up, how many numbers lie between the first and the last, and how many are there?
-- Asked for each channel by itself and for the whole platform: which of the two counts up is not known here.
-- Every platform has a row (level 'none' where it has no stream of numbers), with its posts and how many of them
-- have a number for an id: what the numbers of one platform say holds for no other.
with numbered as (
    select platform, channel_id, try_cast(post_id as bigint) as number
    from posts
    where created_at >= cast($first as timestamp) and created_at < cast($last as timestamp)
        and ($platforms is null or list_contains($platforms, platform))
        and coalesce(locator, '') not like 'text=%'
),
whole as (
    select platform, count(*) as posts, count(number) as numbered from numbered group by platform
),
streams as (
    select platform, 'channel' as level, channel_id as stream, count(distinct number) as seen,
        max(number) - min(number) + 1 as numbers
    from numbered where number is not null group by platform, channel_id
    union all
    select platform, 'platform' as level, '' as stream, count(distinct number) as seen,
        max(number) - min(number) + 1 as numbers
    from numbered where number is not null group by platform
),
levels as (
    select
        platform, level, count(*) as streams,
        sum(cast(seen as double)) as seen, sum(cast(numbers as double)) as numbers
    from streams
    where seen >= 3
    group by platform, level
)
select
    whole.platform, coalesce(levels.level, 'none') as level, coalesce(levels.streams, 0) as streams,
    coalesce(levels.seen, cast(0 as double)) as seen, coalesce(levels.numbers, cast(0 as double)) as numbers,
    whole.posts, whole.numbered
from whole left join levels on levels.platform = whole.platform
order by whole.platform, coalesce(levels.level, 'none')
