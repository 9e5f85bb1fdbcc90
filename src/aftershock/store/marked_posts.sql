-- marked_posts: which posts are there, each once, as it was last observed, with its marks?
select * from marked_revisions
where not exists (select 1 from superseded where superseded.row_id = marked_revisions.row_id)
