"""Who gets a machine, and when: admission, queue, warm pool."""
