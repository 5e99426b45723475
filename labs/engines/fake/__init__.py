"""An engine without machines, for tests; and those that misbehave."""
