-- all_posts: which posts does the case have, each once, in a fixed order?
select * from posts order by platform, channel_id, created_at nulls last, post_id, capture, locator;
