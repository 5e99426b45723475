"""Mail: tried out by a head, and what stands in its place where there is no server."""
