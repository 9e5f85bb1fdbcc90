-- ages: how old were the things of one kind that went around, on each day before t0 and on the day after it?
-- Day 0 is the day after t0. The age is in whole hours at the day's beginning; -1 for what began on that day.
with acts as (
    select
        object, account,
        date_diff('second', cast($first as timestamp), t) as since,
        cast(floor(date_diff('second', cast($first as timestamp), t) / 86400.0) as bigint) as day
    from trace_events where trace = $trace and t < cast($last as timestamp)
),
begun as (
    select object, min(since) as since from acts group by object
),
used as (
    select object, day from acts group by object, day having count(distinct account) >= $accounts
),
aged as (
    select used.day, cast(floor((used.day * 86400 - begun.since) / 3600.0) as bigint) as age
    from used join begun on begun.object = used.object
)
select day, case when age < 0 then -1 else age end as age, count(*) as things
from aged
group by day, case when age < 0 then -1 else age end
order by day, age
