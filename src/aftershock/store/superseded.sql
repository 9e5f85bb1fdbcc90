-- superseded: which rows are not the last observation of their post?
-- Only posts that stand there more than once are looked at closely: the rest cost one pass over two numbers.
with many as (
    select post from marked_revisions group by post having count(*) > 1
),
ranked as (
    select
        row_id,
        row_number() over (
            partition by marked_revisions.post
            order by observed_at desc nulls last, edited_at desc nulls last, capture desc, locator desc
        ) as n
    from marked_revisions
    where exists (select 1 from many where many.post = marked_revisions.post)
)
select row_id from ranked where n > 1
