#!/bin/sh
head -c 1024 /dev/hwrng >/root/random
