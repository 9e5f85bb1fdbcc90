-- picture_hashes: which pictures are known by a PDQ, each once?
select distinct lower(shown.item.pdq) as pdq
from (select unnest(media) as item from marked_revisions) as shown
where length(shown.item.pdq) = 64
order by pdq
