#!/bin/sh
tr '\0' '\n' <"/proc/$(cat /tmp/vm/one/1/pid)/cmdline" | wc -l >/home/learner/words.txt
