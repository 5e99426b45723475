#!/bin/sh
# A counter with a name, in a table of IPv4 alone, at another hook.
ip netns exec router nft -f - <<'END'
table ip mine {
    counter pages { }
    chain early {
        type filter hook prerouting priority raw;
        ip daddr 10.2.0.2 tcp dport { 80, 8000 } counter name pages
    }
}
END
