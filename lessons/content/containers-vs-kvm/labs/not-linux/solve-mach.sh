#!/bin/sh
vm start mach --guest mach && vm wait mach 'No bootstrap code loaded' --seconds 50 || exit 1
vm log mach | grep '^GNU Mach' >/home/learner/mach.txt
