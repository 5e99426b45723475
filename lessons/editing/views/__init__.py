"""The editor's pages."""
