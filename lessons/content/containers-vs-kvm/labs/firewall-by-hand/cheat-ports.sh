#!/bin/sh
# Answers by their port, which anybody can send from.
ip netns exec router nft -f - <<'END'
table inet lab
flush table inet lab
delete table inet lab
table inet lab {
    chain forward {
        type filter hook forward priority filter; policy drop;
        tcp dport 80 accept
        tcp sport 80 accept
    }
}
END
