"""The Linux machine that runs in a reader's browser: fetched, put together, frozen."""
