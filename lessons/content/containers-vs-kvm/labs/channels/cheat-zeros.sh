#!/bin/sh
head -c 1024 /dev/zero >/root/random
