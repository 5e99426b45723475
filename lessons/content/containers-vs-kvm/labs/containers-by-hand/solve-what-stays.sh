#!/bin/sh
set -e
docker run --rm -v notes:/notes busybox sh -c 'echo "I was here" > /notes/note'
docker run --name reader -v notes:/notes busybox cat /notes/note
