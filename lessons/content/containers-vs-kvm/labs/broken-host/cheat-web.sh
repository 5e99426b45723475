#!/bin/sh
# The server, at another port.
httpd -p 127.0.0.1:8081 -h /srv/www
