#!/bin/sh
# The command without a container.
uname -r >~/first
