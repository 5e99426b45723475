"""Pages of a class's assignments."""
