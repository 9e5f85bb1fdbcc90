-- labels_media: what are these objects called?
select object, min(label) as label
from (
    select unnest(media_ids) as object, coalesce(capture, '') || ' ' || coalesce(locator, '') as label
    from marked_posts
) as named
where object in (select unnest($objects))
group by object
