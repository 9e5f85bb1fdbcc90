-- copy: what is the sealed copy of a content?
select body, until from copies where content = $content;
