#!/bin/sh
# The address named, not asked for.
ip netns exec router nft -f - <<'END'
table inet doors {
    chain out {
        type nat hook postrouting priority 100;
        ip saddr 10.1.0.0/24 ip daddr 10.2.0.2 snat ip to 10.2.0.1
    }
}
END
