-- posts: which columns has a post, before any was added?
-- Lives in memory beside the case file; with posts on disk, `posts` is a view over the Parquet files.
-- Times are UTC.
create table no_posts (
    platform varchar, channel_id varchar, post_id varchar, thread_id varchar, url varchar,
    author_id varchar, author_handle varchar, author_name varchar,
    created_at timestamp, tz_source varchar, edited_at timestamp, deleted_at timestamp,
    observed_at timestamp, text varchar, lang varchar,
    links varchar[], hashtags varchar[], mentions varchar[],
    media struct(type varchar, url varchar, sha256 varchar, pdq varchar)[],
    reply_to varchar, repost_of varchar, quote_of varchar, forwarded_from varchar,
    metrics map(varchar, bigint), capture varchar, locator varchar
);
create view post_revisions as select * from no_posts;
