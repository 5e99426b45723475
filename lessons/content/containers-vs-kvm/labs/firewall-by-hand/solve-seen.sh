#!/bin/sh
nft list chain ip nat DOCKER | grep 'dnat to' >/root/dnat.txt
