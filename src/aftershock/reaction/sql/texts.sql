-- texts: which texts went around word for word after t0 (without links, names and marks), by how many accounts?
with plain as (
    select
        trim(regexp_replace(regexp_replace(lower(text), '(https?://\S+)|(@\w+)', ' ', 'g'), '[^\w]+', ' ', 'g'))
            as label,
        created_at, capture, locator, text as verbatim,
        concat(platform, ':', coalesce(author_id, author_handle, author_name, channel_id)) as account
    from posts
    where created_at < cast($last as timestamp) and repost_of is null
),
ranked as (
    select *, row_number() over (partition by label order by created_at, capture, locator) as n
    from plain
    where length(label) >= $length
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
