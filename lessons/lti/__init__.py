"""The site as a tool of learning platforms: LTI 1.3 with its Advantage services."""
