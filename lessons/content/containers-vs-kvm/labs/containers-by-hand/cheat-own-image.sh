#!/bin/sh
# Another name for the same image.
docker tag nginx hello
