#!/bin/sh
# The service runs again, and the rule is in the client's own network.
docker exec web httpd -p 81 -h /tmp/books 2>/dev/null
ip netns exec client nft -f - <<'END'
table inet polite {
    chain out {
        type filter hook output priority filter;
        tcp dport 81 drop
    }
}
END
