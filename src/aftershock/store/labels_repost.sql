-- labels_repost: what are these objects called? By the words of the post that is pointed at, else by its id.
select
    pointing.repost_key as object,
    coalesce(min(nullif(trim(pointed.text), '')), min(pointing.repost_of)) as label
from marked_posts as pointing
left join marked_posts as pointed on pointed.post_key = pointing.repost_key
where pointing.repost_key in (select unnest($objects))
group by pointing.repost_key
