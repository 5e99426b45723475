#!/bin/sh
pkill -STOP qemu-system
