#!/bin/sh
# In the network of the machine, whose rules the router's packets never meet.
nft add table inet lab
nft 'add chain inet lab forward { type filter hook forward priority filter; }'
nft add rule inet lab forward tcp dport 80 counter
