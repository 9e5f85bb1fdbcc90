-- posts_of: under which ids and with which words did an account write, in any revision?
select distinct author_id, author_handle, text from post_revisions
where list_contains($handles, lower(ltrim(author_handle, '@')))
    or list_contains($handles, lower(author_id))
    or list_contains($handles, lower(ltrim(channel_id, '@')));
