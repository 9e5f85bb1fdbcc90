-- candidates: which posts may be read for statements? All of listed channels; of the others those that are long or
-- hold a word that may mark an act, each text once, the first that was said, and how often it was said.
with said as (
    select
        *,
        list_contains($listed, concat(platform, chr(31), channel_id)) as is_listed,
        length(text) >= $long
            or regexp_matches(text, $alone)
            or (regexp_matches(text, $word) and regexp_matches(text, $beside))
            or (coalesce(lang, '') <> 'en' and regexp_matches(lower(text), $foreign)) as may_be
    from posts
    where coalesce(locator, '') not like 'text=%' and coalesce(repost_of, '') = ''
        and regexp_matches(text, '[^\s\pZ]')
),
ranked as (
    select
        *,
        row_number() over (
            partition by is_listed, text
            order by platform, channel_id, created_at nulls last, post_id, capture, locator
        ) as n,
        count(*) over (partition by is_listed, text) as copies
    from said
    where is_listed or may_be
)
select * exclude (may_be, n) from ranked
where is_listed or n = 1
order by platform, channel_id, created_at nulls last, post_id, capture, locator
