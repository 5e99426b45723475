#!/bin/sh
# The files without a server.
echo 'Welcome to nginx' >~/page.html
echo 1 >~/pid.txt
