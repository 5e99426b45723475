"""The audit log: written, read, shown."""
