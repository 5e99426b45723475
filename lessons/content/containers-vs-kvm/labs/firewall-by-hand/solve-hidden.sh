#!/bin/sh
ip netns exec router nft add table ip lab-nat
ip netns exec router nft 'add chain ip lab-nat out { type nat hook postrouting priority srcnat; }'
ip netns exec router nft add rule ip lab-nat out oifname to-web masquerade
