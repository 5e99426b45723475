#!/bin/sh
# Edited in place once more, which a mounted file follows.
echo v3 >~/site/version
echo 'v3 v2 v1' >~/second.txt
echo v2 >~/site/version
