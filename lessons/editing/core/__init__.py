"""What the editor decides without a database."""
