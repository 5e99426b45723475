#!/bin/sh
cd /home/learner || exit 2
perl -e 'exec { "./sector" } "sector"; print "sector: $!\n"' >refused.txt 2>/dev/null
