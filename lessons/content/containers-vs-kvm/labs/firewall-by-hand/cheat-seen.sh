#!/bin/sh
# All rules at once.
nft list ruleset >/root/dnat.txt 2>/dev/null
