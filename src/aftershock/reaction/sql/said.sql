-- said: which different texts were posted in a stretch of time, how often, by how many, first where?
-- Reposts say nothing of their own. Short texts quote nobody.
with spoken as (
    select text, account, created_at, capture, locator
    from marked_posts
    where created_at >= cast($first as timestamp) and created_at < cast($last as timestamp)
        and repost_of is null and length(text) >= $length and coalesce(locator, '') not like 'text=%'
),
placed as (
    select *, row_number() over (partition by text order by created_at, capture, locator) as n from spoken
)
select
    text, count(*) as posts, count(distinct account) as accounts, min(created_at) as first_seen,
    max(case when n = 1 then capture end) as capture, max(case when n = 1 then locator end) as locator
from placed group by text
order by first_seen, text
