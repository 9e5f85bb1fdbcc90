-- extend: keep a sealed copy longer, never shorter?
update copies set until = $until where content = $content and until < $until;
