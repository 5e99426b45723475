#!/bin/sh
# Directories that are no control groups.
mkdir -p /root/work /root/n1
