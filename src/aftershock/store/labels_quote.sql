-- labels_quote: what are these objects called?
select quote_key as object, min(quote_of) as label
from marked_posts where quote_key in (select unnest($objects))
group by quote_key
