"""Certificates as Open Badges 3.0: credentials that others verify without asking this site."""
