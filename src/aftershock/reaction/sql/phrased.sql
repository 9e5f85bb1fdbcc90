-- phrased: which different texts were posted in a stretch of time, at most so many, by how many accounts?
-- Drawn by the number of their words, which is as good as chance. `near` is one for texts that are nearly alike.
-- Reposts say nothing of their own.
with spoken as (
    select text_id, account, text
    from marked_posts
    where created_at >= cast($first as timestamp) and created_at < cast($last as timestamp)
        and repost_of is null and text_id is not null and length(text) >= $length
        and coalesce(locator, '') not like 'text=%'
),
said as (
    select text_id, min(text) as text, count(distinct account) as accounts from spoken group by text_id
)
select said.text_id, said.text, said.accounts, coalesce(min(near_texts.near_id), said.text_id) as near
from said left join near_texts on near_texts.text_id = said.text_id
group by said.text_id, said.text, said.accounts
order by said.text_id
limit $most
