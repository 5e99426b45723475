"""Sessions begin, are extended and reset, and end."""
