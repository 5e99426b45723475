"""Content of this site that a teacher chooses inside the platform (Deep Linking 2.0)."""
