-- untimed: how many posts have no time, or a day without an hour? (written so, a day is midnight in no zone)
select
    count(*) as posts,
    coalesce(sum(case when created_at is null then 1 else 0 end), 0) as timeless,
    coalesce(
        sum(case when tz_source = 'assumed' and created_at = date_trunc('day', created_at) then 1 else 0 end), 0
    ) as by_day
from posts
where coalesce(locator, '') not like 'text=%'
