-- path: in which channels did these things appear, first where, and how often in each?
-- The first post of each channel is named, with its receipt.
with acts as (
    select distinct object, post, t from trace_events
    where trace = $trace and t < cast($last as timestamp) and object in (select unnest($objects))
),
placed as (
    select
        acts.object, acts.t, acts.post, posted.platform, posted.channel_id, posted.capture, posted.locator,
        row_number() over (
            partition by acts.object, posted.platform, posted.channel_id
            order by acts.t, posted.capture, posted.locator
        ) as n
    from acts join marked_posts as posted on posted.post = acts.post
),
counted as (
    select object, platform, channel_id, count(*) as posts from placed group by object, platform, channel_id
),
firsts as (
    select placed.*, counted.posts
    from placed join counted
        on counted.object = placed.object and counted.platform = placed.platform
        and counted.channel_id = placed.channel_id
    where placed.n = 1
),
ranked as (
    select
        *, row_number() over (partition by object order by t, platform, channel_id) as place,
        row_number() over (partition by object, platform order by t, channel_id) as place_there,
        count(*) over (partition by object) as channels
    from firsts
)
select
    object, place, place_there, channels, platform, channel_id, t as first_seen, posts, post, capture, locator
from ranked
where place <= $steps or place_there = 1
order by object, place
