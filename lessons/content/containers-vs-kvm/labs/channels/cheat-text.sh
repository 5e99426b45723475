#!/bin/sh
yes random | head -c 2048 >/root/random
