#!/bin/sh
# No policy, but a last rule that drops; what belongs to nothing first.
ip netns exec router nft -f - <<'END'
table inet lab
delete table inet lab
table ip gate {
    chain forward {
        type filter hook forward priority 5;
        ct state vmap { established : accept, related : accept, invalid : drop }
        ip saddr 10.1.0.2 ip daddr 10.2.0.2 tcp dport 80 accept
        drop
    }
}
END
