"""Terminals on the event loop. Imports no Django: what blocks is behind `ports`."""
