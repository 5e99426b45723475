#!/bin/sh
nft -a list ruleset 2>/dev/null | awk '/dport/ && /dnat/' | tee /root/dnat.txt
