#!/bin/sh
kill -STOP "$(pgrep -n qemu-system)"
