-- labels_reply: what are these objects called? By the words of the post that is pointed at, else by its id.
select
    pointing.reply_key as object,
    coalesce(min(nullif(trim(pointed.text), '')), min(pointing.reply_to)) as label
from marked_posts as pointing
left join marked_posts as pointed on pointed.post_key = pointing.reply_key
where pointing.reply_key in (select unnest($objects))
group by pointing.reply_key
