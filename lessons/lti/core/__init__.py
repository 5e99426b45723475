"""Pure: what LTI's messages say, and whether a token may be believed."""
