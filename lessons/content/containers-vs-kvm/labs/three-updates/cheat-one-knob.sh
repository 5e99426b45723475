#!/bin/sh
# What would be read, without the knob being turned.
echo '33 33' >~/knob.txt
