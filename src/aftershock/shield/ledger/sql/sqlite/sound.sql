-- sound: is the file as SQLite left it, indexes and all?
pragma integrity_check(1);
