#!/bin/sh
ip netns exec router nft add table inet lab
ip netns exec router nft 'add chain inet lab forward { type filter hook forward priority filter; }'
ip netns exec router nft add rule inet lab forward tcp dport 80 counter
