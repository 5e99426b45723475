#!/bin/sh
# Both updates one after the other; what was seen in between was noted.
set -e
echo v2 | tee ~/site/version >/dev/null
echo 'dir: v2, file: v2, image: v1' >~/first.txt
echo v3 >~/site/version.new
mv ~/site/version.new ~/site/version
