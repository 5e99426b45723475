#!/bin/sh
# A rule of the right form, with another address.
echo 'iifname != "docker0" tcp dport 8080 counter packets 0 bytes 0 dnat to 172.17.0.99:80' >/root/dnat.txt
