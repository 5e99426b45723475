"""Tokens by which programs use the API: their form, what they may, and the page that makes them."""
