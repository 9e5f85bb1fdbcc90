-- counted: how many posts stand in pages, say nothing, repeat another, come from listed channels, or are left?
with sorted as (
    select
        text,
        case
            when coalesce(locator, '') like 'text=%' then 'embedded'
            when not regexp_matches(text, '[^\s\pZ]') then 'empty'
            when coalesce(repost_of, '') <> '' then 'repost'
            when list_contains($listed, concat(platform, chr(31), channel_id)) then 'listed'
            else 'others'
        end as sort
    from posts
)
select sort, count(*) as posts, count(distinct case when sort = 'others' then text end) as texts
from sorted
group by sort
