-- site known: the lines of which pages are remembered?
select mark from site_pages;
