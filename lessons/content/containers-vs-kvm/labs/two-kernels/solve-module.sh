#!/bin/sh
PATH=/usr/bin:/bin:/usr/sbin:/sbin modprobe dummy
