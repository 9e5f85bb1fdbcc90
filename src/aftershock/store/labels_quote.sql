-- labels_quote: what are these objects called? By the words of the post that is pointed at, else by its id.
select
    pointing.quote_key as object,
    coalesce(min(nullif(trim(pointed.text), '')), min(pointing.quote_of)) as label
from marked_posts as pointing
left join marked_posts as pointed on pointed.post_key = pointing.quote_key
where pointing.quote_key in (select unnest($objects))
group by pointing.quote_key
