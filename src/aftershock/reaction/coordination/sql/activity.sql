-- activity: how much did each account do in each hour, and everybody together? (the A and N of null A)
select
    account,
    cast(floor((t - $first) / 3600) as bigint) as hour,
    count(*) as actions,
    sum(count(*)) over (partition by cast(floor((t - $first) / 3600) as bigint)) as everybody
from acts
where trace = $trace and trim(object) <> ''
group by account, cast(floor((t - $first) / 3600) as bigint)
order by account, hour
