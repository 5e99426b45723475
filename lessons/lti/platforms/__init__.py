"""Learning platforms that a head has registered, and their public keys."""
