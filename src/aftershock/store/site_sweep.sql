-- site sweep: what was remembered of pages that are no more, and judged by other pages than now?
delete from site_lines where mark not in (select mark from site_pages);
delete from site_verdicts where (line, state) not in (select (line, state) from site_groups);
