#!/bin/sh
docker rm -f other >/dev/null 2>&1
docker run -d --name other -p 127.0.0.1:8080:80 nginx
until requests 1 >/dev/null 2>&1; do sleep 1; done
requests 90 | tee ~/requests.txt | perl -e '@t = <>; print $t[$#t / 2], $t[$#t * .99]' >~/tail.txt
docker rm -f other
