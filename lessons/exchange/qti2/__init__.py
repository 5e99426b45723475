"""QTI 2 and 3, in and out."""
