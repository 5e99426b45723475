"""What goes to other systems: one table, and one sender in the keeper."""
