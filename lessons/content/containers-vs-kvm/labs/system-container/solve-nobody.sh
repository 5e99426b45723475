#!/bin/sh
ps -o uid= -p "$(lxc-info -n whole -p -H)" >~/uid.txt
