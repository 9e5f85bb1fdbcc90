-- lanes: how many posts carried these things in each hour around t0, platform by platform?
-- What is older than a day and a half before t0 is counted in one step, the 37th hour before.
with acts as (
    select distinct object, post, t from trace_events
    where trace = $trace and t < cast($last as timestamp) and object in (select unnest($objects))
),
placed as (
    select
        acts.object, posted.platform,
        cast(floor(date_diff('second', cast($t0 as timestamp), acts.t) / 3600.0) as bigint) as hour
    from acts join marked_posts as posted on posted.post = acts.post
)
select object, platform, case when hour < -37 then -37 else hour end as hour, count(*) as posts
from placed
group by object, platform, case when hour < -37 then -37 else hour end
order by object, platform, hour
