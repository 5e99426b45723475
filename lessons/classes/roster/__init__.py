"""Rosters of classes: from CSV, and as CSV."""
