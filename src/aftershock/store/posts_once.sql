-- posts_once: which posts are there, each once, as it was last observed, with the fields of the contract alone?
select
    platform, channel_id, post_id, thread_id, url, author_id, author_handle, author_name, created_at, tz_source,
    edited_at, deleted_at, observed_at, text, lang, links, hashtags, mentions, media, reply_to, repost_of,
    quote_of, forwarded_from, metrics, capture, locator
from marked_posts
