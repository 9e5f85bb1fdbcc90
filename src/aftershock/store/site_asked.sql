-- site asked: which lines are to be judged, and on which pages do they stand?
-- Of pages with the same text one; of each line at most $sample pages, chosen by nothing but their ids.
with asked as (
    select g.line, g.state, g.everywhere
    from site_groups as g anti join site_verdicts as v on g.line = v.line and g.state = v.state
), texts as (
    select a.line, a.state, a.everywhere, p.site, min(p.page) as page
    from asked as a join site_lines as l using (line) join site_pages as p using (mark)
    group by a.line, a.state, a.everywhere, p.site, p.text
)
select line, state, everywhere, page from texts
qualify row_number() over (partition by line order by page) <= $sample
order by site, line, page;
