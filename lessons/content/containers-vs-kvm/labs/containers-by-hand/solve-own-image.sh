#!/bin/sh
set -e
umask 022  # the server is another user than who built the image
mkdir -p ~/hello
cd ~/hello
echo 'hello from my own image' > index.html
printf 'FROM nginx\nCOPY index.html /var/www/html/index.html\n' > Dockerfile
docker build -t hello . >/dev/null
docker run -d --name greeter hello >/dev/null
