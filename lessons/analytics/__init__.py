"""What an instructor reads of all learners' answers."""
