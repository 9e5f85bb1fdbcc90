-- labels_mention: what are these objects called?
select object, min(label) as label
from (
    select unnest(handle_ids) as object, unnest(handles) as label from marked_posts where len(handle_ids) > 0
) as named
where object in (select unnest($objects))
group by object
