-- site marked: where does a line stand that repeats on its site?
select p.page, l.low, l.high
from site_groups as g join site_verdicts as v on g.line = v.line and g.state = v.state
join site_lines as l on l.line = g.line join site_pages as p using (mark)
where v.repeats
order by p.page, l.low;
