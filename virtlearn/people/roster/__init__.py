"""Accounts from a CSV file: read, checked, made."""
