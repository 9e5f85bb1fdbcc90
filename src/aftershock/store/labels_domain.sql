-- labels_domain: what are these objects called?
select object, min(label) as label
from (
    select unnest(domain_ids) as object, unnest(domains) as label from marked_posts
) as named
where object in (select unnest($objects))
group by object
