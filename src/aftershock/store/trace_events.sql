-- trace_events: who did what with which object when, and whose post or whose use came before?
-- One row for each trace, object and post. Posts that only stand embedded in a page were not collected as posts.
-- What a forwarded post holds was its source's before, whether that is in the case or not (then by its name's key).
-- A handle is an object where several accounts wrote under it; a deletion's object is its hour, on any platform.
-- Where a platform's deletions lie in less than half of the minutes that chance gives them within their hours, they
-- are the moments at which somebody looked, and say nothing of who deleted together.
-- Neither a post without a time nor a day without an hour (midnight in no zone) says when somebody acted.
with collected as (
    select * from marked_posts
    where created_at is not null and coalesce(locator, '') not like 'text=%'
        and not (coalesce(tz_source, '') = 'assumed' and created_at = date_trunc('day', created_at))
),
authors as (
    select post_key, min(account) as account from collected where post_key is not null group by post_key
),
names as (
    select author_key, min(account) as account from collected where author_key is not null group by author_key
),
pointed as (
    select 'repost' as trace, repost_key as object, account, post, created_at as t
    from collected where repost_key is not null
    union all
    select 'quote' as trace, quote_key as object, account, post, created_at as t
    from collected where quote_key is not null
    union all
    select 'reply' as trace, reply_key as object, account, post, created_at as t
    from collected where reply_key is not null
),
forwarded as (
    select 'forward' as trace, forward_key as object, account, post, created_at as t
    from collected where forward_key is not null
),
held as (
    select author_key from collected
    where coalesce(author_id, '') <> '' and coalesce(author_handle, '') <> ''
    group by author_key having count(distinct account) > 1
),
deleted as (
    select platform, account, post, deleted_at,
        cast(floor(date_diff('second', cast('1970-01-01 00:00:00' as timestamp), deleted_at) / 3600.0) as bigint)
            as hour
    from collected where deleted_at is not null
),
hours as (
    select platform, hour, count(*) as posts, count(distinct date_trunc('minute', deleted_at)) as minutes
    from deleted group by platform, hour having count(*) > 1
),
spread as (
    select platform from hours group by platform
    having 2 * sum(minutes) >= sum(60 * (1 - power(cast(59 as double) / 60, posts)))
),
alone as (
    select 'handle' as trace, held.author_key as object, account, post, created_at as t
    from collected join held on held.author_key = collected.author_key
    where coalesce(author_id, '') <> '' and coalesce(author_handle, '') <> ''
    union all
    select 'deletion' as trace, hour as object, account, post, deleted_at as t
    from deleted where platform in (select platform from spread)
),
used as (
    select 'link' as trace, unnest(url_ids) as object, account, post, created_at as t, forward_key
    from collected
    union all
    select 'domain' as trace, unnest(domain_ids) as object, account, post, created_at as t, forward_key
    from collected
    union all
    select 'hashtag' as trace, unnest(tag_ids) as object, account, post, created_at as t, forward_key
    from collected
    union all
    select 'hashtags' as trace, tags_id as object, account, post, created_at as t, forward_key
    from collected where tags_id is not null
    union all
    select 'mention' as trace, unnest(handle_ids) as object, account, post, created_at as t, forward_key
    from collected
    union all
    select 'text' as trace, text_id as object, account, post, created_at as t, forward_key
    from collected where text_id is not null
    union all
    select
        'near' as trace, coalesce(near_texts.near_id, collected.text_id) as object,
        collected.account, collected.post, collected.created_at as t, collected.forward_key
    from collected left join near_texts on near_texts.text_id = collected.text_id
    where collected.near_bands is not null and collected.text_id is not null
    union all
    select distinct
        'media' as trace, coalesce(near_media.near_id, shown.media_id) as object,
        shown.account, shown.post, shown.created_at as t, shown.forward_key
    from (
        select unnest(media_ids) as media_id, account, post, created_at, forward_key from collected
    ) as shown
    left join near_media on near_media.media_id = shown.media_id
),
begun as (
    select trace, object, min(t) as t from used group by trace, object
),
firsts as (
    select used.trace, used.object, min(used.account) as account
    from used join begun on begun.trace = used.trace and begun.object = used.object and begun.t = used.t
    group by used.trace, used.object
)
select
    pointed.trace, pointed.object, pointed.account, pointed.post, pointed.t,
    nullif(authors.account, pointed.account) as source_account
from pointed left join authors on authors.post_key = pointed.object
union all
select
    forwarded.trace, forwarded.object, forwarded.account, forwarded.post, forwarded.t,
    nullif(names.account, forwarded.account) as source_account
from forwarded left join names on names.author_key = forwarded.object
union all
select alone.trace, alone.object, alone.account, alone.post, alone.t, cast(null as bigint) as source_account
from alone
union all
select
    used.trace, used.object, used.account, used.post, used.t,
    nullif(
        case
            when used.forward_key is null then firsts.account else coalesce(names.account, used.forward_key)
        end,
        used.account
    ) as source_account
from used
join firsts on firsts.trace = used.trace and firsts.object = used.object
left join names on names.author_key = used.forward_key
