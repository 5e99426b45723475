"""Classes: who is in them, how they join, and which revision of the course they read."""
