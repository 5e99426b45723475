#!/bin/sh
# A process of another kind, stopped.
sleep 300 </dev/null >/dev/null 2>&1 &
kill -STOP $!
