#!/bin/sh
# A name in a file.
echo box >/root/hostname
