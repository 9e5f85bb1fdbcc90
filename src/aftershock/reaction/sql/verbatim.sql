-- verbatim: what stands in these posts, as it was written, and as marks?
select
    post, capture, locator, text, hashtags, tags, tag_ids, links, url_ids, media, media_ids, text_id,
    quote_of, quote_key
from marked_posts where post in (select unnest($posts))
order by post, capture, locator
