-- since: when was the first post of the collection?
select min(created_at) as first_post from posts where coalesce(locator, '') not like 'text=%'
