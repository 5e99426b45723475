#!/bin/sh
ip netns exec router nft -f - <<'END'
table inet lab
flush table inet lab
table inet lab {
    chain forward {
        type filter hook forward priority filter; policy drop;
        ct state established,related accept
        iifname "to-client" ip daddr 10.2.0.2 tcp dport 80 ct state new accept
    }
}
END
