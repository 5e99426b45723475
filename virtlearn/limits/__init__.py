"""Rate limits, counted in the database, so that all processes and hosts of a site share them."""
