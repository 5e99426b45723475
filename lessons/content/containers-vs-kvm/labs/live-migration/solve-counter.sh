#!/bin/sh
vm start one && vm wait one 'ready after' --seconds 50 || exit 1
sleep 1
vm type one tick
vm wait one 'tick 5'
