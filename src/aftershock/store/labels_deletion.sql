-- labels_deletion: what are these objects called? By the first and last deletion of the hour that is known.
select
    object,
    concat('posts deleted from ', cast(min(deleted_at) as varchar), ' to ', cast(max(deleted_at) as varchar)) as label
from (
    select deleted_at,
        cast(floor(date_diff('second', cast('1970-01-01 00:00:00' as timestamp), deleted_at) / 3600.0) as bigint)
            as object
    from marked_posts where deleted_at is not null
) as deleted
where object in (select unnest($objects))
group by object
