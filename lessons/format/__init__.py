"""The course format's smallest parts: blocks, attributes, limits. Pure."""
