#!/bin/sh
# From the beginning, whatever was tried before.
ip netns exec router nft -f - <<'END'
flush ruleset
table inet lab {
    chain forward {
        type filter hook forward priority filter;
        tcp dport 80 counter
        ip daddr 10.2.0.2 tcp dport 81 reject
    }
}
END
