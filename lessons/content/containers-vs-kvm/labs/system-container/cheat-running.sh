#!/bin/sh
# A directory of that name.
mkdir -p /root/whole
