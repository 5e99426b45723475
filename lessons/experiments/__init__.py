"""Claims that a reader tries: predictions, figures, distributions."""
