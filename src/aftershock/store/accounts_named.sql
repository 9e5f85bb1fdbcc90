-- accounts_named: what are these accounts called, and where?
select account, min(platform) as platform,
    coalesce(min(nullif(author_handle, '')), min(nullif(author_name, '')), min(nullif(author_id, '')), min(channel_id))
        as name
from marked_posts where account in (select unnest($ids))
group by account
