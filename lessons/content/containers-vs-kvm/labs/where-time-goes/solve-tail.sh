#!/bin/sh
docker rm -f web >/dev/null 2>&1
docker run -d --name web -p 8080:80 nginx
until requests 1 >/dev/null 2>&1; do sleep 1; done
requests 100 >~/requests.txt
sed -n '50p; 99p' ~/requests.txt >~/tail.txt
docker rm -f web
