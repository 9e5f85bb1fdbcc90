-- posts: which columns has a post with its marks, before any was added?
-- Lives in memory beside the case file; with posts on disk, `marked_revisions` is a view over the Parquet files.
-- Times are UTC.
create table no_posts (
    platform varchar, channel_id varchar, post_id varchar, thread_id varchar, url varchar,
    author_id varchar, author_handle varchar, author_name varchar,
    created_at timestamp, tz_source varchar, edited_at timestamp, deleted_at timestamp,
    observed_at timestamp, text varchar, lang varchar,
    links varchar[], hashtags varchar[], mentions varchar[],
    media struct(type varchar, url varchar, sha256 varchar, pdq varchar)[],
    reply_to varchar, repost_of varchar, quote_of varchar, forwarded_from varchar,
    metrics map(varchar, bigint), capture varchar, locator varchar,
    row_id bigint, post bigint, account bigint, author_key bigint, post_key bigint,
    urls varchar[], domains varchar[], tags varchar[], handles varchar[],
    url_ids bigint[], domain_ids bigint[], tag_ids bigint[], tags_id bigint, handle_ids bigint[],
    text_id bigint, near_bands integer[], media_ids bigint[],
    repost_key bigint, quote_key bigint, reply_key bigint, forward_key bigint
);
create table superseded (row_id bigint);
create table no_near_texts (text_id bigint, near_id bigint);
create table no_near_media (media_id bigint, near_id bigint);
create view marked_revisions as select * from no_posts;
create view near_texts as select * from no_near_texts;
create view near_media as select * from no_near_media;
