"""A session's row: its states, why it ended, who may read it."""
