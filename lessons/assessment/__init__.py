"""Questions on a page: what is shown of them, and how an answer is read."""
