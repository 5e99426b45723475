"""Types and helpers that several rooms of labs share."""
