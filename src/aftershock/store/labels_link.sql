-- labels_link: what are these objects called?
select object, min(label) as label
from (
    select unnest(url_ids) as object, unnest(urls) as label from marked_posts
) as named
where object in (select unnest($objects))
group by object
