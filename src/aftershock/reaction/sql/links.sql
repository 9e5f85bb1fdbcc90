-- links: which links went around after t0, by how many accounts, and when was each first seen?
with used as (
    select
        trim(link) as label, created_at, capture, locator, link as verbatim,
        concat(platform, ':', coalesce(author_id, author_handle, author_name, channel_id)) as account
    from (select *, unnest(links) as link from posts) as linked
    where created_at < cast($last as timestamp) and trim(link) <> ''
),
ranked as (
    select *, row_number() over (partition by label order by created_at, capture, locator) as n from used
)
select
    label,
    sum(case when created_at >= cast($first as timestamp) then 1 else 0 end) as posts,
    count(distinct case when created_at >= cast($first as timestamp) then account end) as accounts,
    sum(case when created_at < cast($first as timestamp) then 1 else 0 end) as before,
    min(created_at) as first_seen,
    max(case when n = 1 then capture end) as capture,
    max(case when n = 1 then locator end) as locator,
    max(case when n = 1 then verbatim end) as verbatim
from ranked
group by label
having count(distinct case when created_at >= cast($first as timestamp) then account end) >= $accounts
order by accounts desc, posts desc, label
limit $most
