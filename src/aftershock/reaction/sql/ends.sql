-- ends: which post came first and which last in a stretch of time? (the receipts of a count)
select capture, locator, created_at
from (
    select
        capture, locator, created_at,
        row_number() over (order by created_at, capture, locator) as from_first,
        row_number() over (order by created_at desc, capture desc, locator desc) as from_last
    from posts
    where created_at >= cast($first as timestamp) and created_at < cast($last as timestamp)
        and ($platforms is null or list_contains($platforms, platform))
        and coalesce(locator, '') not like 'text=%'
) as ranked
where from_first = 1 or from_last = 1
order by created_at, capture, locator
