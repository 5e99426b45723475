#!/bin/sh
# A set of ports, dropped before the router has looked for the way.
ip netns exec router nft -f - <<'END'
table ip raw {
    set closed { type inet_service; elements = { 81, 8081 } }
    chain early {
        type filter hook prerouting priority raw;
        ip saddr 10.1.0.0/24 tcp dport @closed drop
    }
}
END
