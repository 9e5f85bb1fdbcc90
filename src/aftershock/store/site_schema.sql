-- site schema: which lines stood at the head and the tail of which pages of a site?
-- Derived, as everything in this file. Numbers instead of words: of a line only a hash of site and words is kept.
-- Applied once, as migration 2.
create table site_pages (
    mark bigint not null,  -- hash of all that the page's lines depend on
    page varchar not null,
    text varchar not null,
    site varchar not null
);
create table site_lines (
    line bigint not null,  -- hash of the site and the line's words
    mark bigint not null,
    low integer not null,
    high integer not null
);
create table site_verdicts (
    line bigint not null,
    state varchar not null,  -- of the pages that it was judged by
    repeats boolean not null
);
-- Lines of three texts and more, whether nearly all texts of the site have them, and what changes with that.
create view site_groups as
with sites as (
    select site, count(distinct text) as texts from site_pages group by site
), lines as (
    select l.line, p.site, count(distinct p.text) as texts, concat(count(*), ' ', bit_xor(hash(l.mark, l.low))) as seen
    from site_lines as l join site_pages as p using (mark)
    group by l.line, p.site
    having count(distinct p.text) >= 3
)
select line, site, lines.texts >= 0.9 * sites.texts as everywhere, concat(seen, ' ', everywhere) as state
from lines join sites using (site);
