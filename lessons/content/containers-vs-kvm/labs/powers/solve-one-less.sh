#!/bin/sh
cd /root
touch f
setpriv --bounding-set=-chown chown 1000 f 2>less.txt
true
