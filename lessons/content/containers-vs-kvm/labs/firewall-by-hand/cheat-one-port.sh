#!/bin/sh
# The one page of the client's, and no other port.
ip netns exec router nft -f - <<'END'
table inet lab
flush table inet lab
delete table inet lab
table inet lab {
    chain forward {
        type filter hook forward priority filter;
        tcp dport { 81, 9000 } drop
    }
}
END
