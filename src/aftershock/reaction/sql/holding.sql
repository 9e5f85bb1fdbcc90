-- holding: which posts hold any of these words, up to a moment? Reposts say nothing of their own.
with held as (
    select distinct post, account, platform, channel_id, created_at, capture, locator, text
    from marked_posts, (select unnest($words) as word) as asked
    where created_at < cast($last as timestamp)
        and repost_of is null and text_id is not null and contains(lower(text), word)
        and coalesce(locator, '') not like 'text=%'
)
select post, account, platform, channel_id, created_at, capture, locator, text
from held
order by created_at, capture, locator
