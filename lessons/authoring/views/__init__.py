"""The pages for authors."""
