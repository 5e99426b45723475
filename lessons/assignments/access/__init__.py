"""The access decision: rule, member and instant in, what may be done and why out. Pure."""
