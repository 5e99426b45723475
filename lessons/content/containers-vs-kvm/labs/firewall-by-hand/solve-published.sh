#!/bin/sh
ip netns exec router nft add table ip lab-nat
ip netns exec router nft 'add chain ip lab-nat in { type nat hook prerouting priority dstnat; }'
ip netns exec router nft add rule ip lab-nat in ip daddr 10.1.0.1 tcp dport 8080 dnat to 10.2.0.2:80
