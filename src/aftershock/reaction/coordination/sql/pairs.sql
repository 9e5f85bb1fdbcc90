-- pairs: on how many distinct objects did each pair of accounts act within the window, without a quadratic join?
with cut as (
    select object, account, t, cast(floor(t / $span) as bigint) as bucket
    from acts
    where trace = $trace and trim(object) <> ''
),
reachable as (
    select object, account, t, bucket from cut
    union all
    select object, account, t, bucket + 1 from cut
),
met as (
    select distinct
        case when later.account < earlier.account then later.account else earlier.account end as a,
        case when later.account < earlier.account then earlier.account else later.account end as b,
        later.object as object
    from cut as later
    inner join reachable as earlier
        on later.object = earlier.object and later.bucket = earlier.bucket
    where later.account <> earlier.account and earlier.t <= later.t and later.t - earlier.t <= $span
)
select a, b, count(*) as objects
from met
group by a, b
having count(*) >= $least
order by a, b
