#!/bin/sh
# Nothing passes any more.
ip netns exec client nft delete table inet polite
ip netns exec router nft -f - <<'END'
table inet shut {
    chain forward {
        type filter hook forward priority 10; policy drop;
    }
}
END
