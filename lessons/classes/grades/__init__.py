"""Pages of a class's grades: the table, one grade with what it rests on, files, one's own."""
