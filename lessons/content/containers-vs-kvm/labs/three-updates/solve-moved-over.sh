#!/bin/sh
set -e
echo v3 > ~/site/version.new
mv ~/site/version.new ~/site/version
{
    docker exec dir cat /site/version
    docker exec file cat /version
    docker exec image cat /version
} > ~/second.txt
