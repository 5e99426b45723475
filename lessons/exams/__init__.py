"""Tests over a whole course, before and after it."""
