#!/bin/sh
# A file instead of a module.
touch /root/dummy.ko
