#!/bin/sh
# By a map, in a table of both families.
ip netns exec router nft -f - <<'END'
table inet doors {
    map ports { type inet_service : ipv4_addr . inet_service; elements = { 8080 : 10.2.0.2 . 80 } }
    chain in {
        type nat hook prerouting priority -90;
        iifname "to-client" dnat ip to tcp dport map @ports
    }
}
END
