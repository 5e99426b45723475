#!/bin/sh
# Every packet.
ip netns exec router nft -f - <<'END'
table inet every {
    chain forward {
        type filter hook forward priority filter;
        counter
    }
}
END
