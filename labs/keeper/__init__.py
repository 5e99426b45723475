"""The process that makes rows and machines agree."""
