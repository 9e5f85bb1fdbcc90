-- labels_handle: what are these objects called? By how many accounts wrote under each: a handle is an account's.
select
    author_key as object,
    concat('a handle that ', cast(count(distinct account) as varchar), ' accounts wrote under') as label
from marked_posts where author_key in (select unnest($objects))
group by author_key
