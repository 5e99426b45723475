"""The revision that a class reads: what is new in another one, and taking it over."""
