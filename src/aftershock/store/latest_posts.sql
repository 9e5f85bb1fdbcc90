-- latest_posts: which posts are there, each once, as it was last observed? (without marks to know them by)
-- A post without an id of its own cannot be told from another and is kept as it is.
select * from post_revisions
qualify post_id = '' or row_number() over (
    partition by platform, channel_id, post_id
    order by observed_at desc nulls last, edited_at desc nulls last, capture desc, locator desc
) = 1
