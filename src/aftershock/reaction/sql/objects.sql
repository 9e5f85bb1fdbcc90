-- objects: which things of one kind went around after t0: how often, by how many, where, since when?
-- `half` is when half of the posts since t0 had come, `of_kind` how many things there are before the limit. Shorter
-- texts than $length are alike without being copied. Asked of `trace_events` (docs/posts.md).
with acts as (
    select object, account, post, t from trace_events where trace = $trace and t < cast($last as timestamp)
),
after as (
    select object, account, post, t from acts where t >= cast($first as timestamp)
),
used as (
    select object, count(*) as posts, count(distinct account) as accounts
    from after group by object
    having count(distinct account) >= $accounts
),
long as (
    select distinct text_id as object from marked_posts where $trace = 'text' and length(text) >= $length
),
chosen as (
    select object, posts, accounts, count(*) over () as of_kind
    from used where $trace <> 'text' or object in (select object from long)
    order by accounts desc, posts desc, object
    limit $most
),
placed as (
    select
        after.object, after.t,
        row_number() over (partition by after.object order by after.t, after.post) as n, chosen.posts
    from after join chosen on chosen.object = after.object
),
halves as (
    select object, min(t) as half from placed where 2 * n >= posts group by object
),
begun as (
    select
        acts.object, min(acts.t) as first_seen,
        sum(case when acts.t < cast($first as timestamp) then 1 else 0 end) as before
    from acts join chosen on chosen.object = acts.object group by acts.object
)
select
    chosen.object, chosen.posts, chosen.accounts, chosen.of_kind, begun.before, begun.first_seen, halves.half
from chosen
join begun on begun.object = chosen.object
join halves on halves.object = chosen.object
order by chosen.accounts desc, chosen.posts desc, chosen.object
