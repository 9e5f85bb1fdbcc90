-- labels_mention: what are these objects called?
select object, min(label) as label
from (
    select unnest(handle_ids) as object, unnest(handles) as label from marked_posts
) as named
where object in (select unnest($objects))
group by object
