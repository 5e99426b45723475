"""The labs that a course offers, as labs sees them."""
