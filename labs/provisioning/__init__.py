"""Machines for a session: images, runtimes, boot, removal, and whether all of it is well."""
