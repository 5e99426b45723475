#!/bin/sh
set -e
echo v2 > ~/site/version
{
    docker exec dir cat /site/version
    docker exec file cat /version
    docker exec image cat /version
} > ~/first.txt
