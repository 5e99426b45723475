"""Serving pages."""
