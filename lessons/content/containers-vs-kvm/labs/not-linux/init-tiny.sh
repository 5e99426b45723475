#!/bin/sh
# Puts a program of 132 bytes into ~/tiny: an ELF file for x86-64 that ends with status 42. Runs once.
cd /home/learner || exit 2
[ -e tiny ] && exit 0
base64 -d <<'END' >tiny.new || exit 2
f0VMRgIBAQAAAAAAAAAAAAIAPgABAAAAeABAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAEAAOAABAAAA
AAAAAAEAAAAFAAAAAAAAAAAAAAAAAEAAAAAAAAAAQAAAAAAAhAAAAAAAAACEAAAAAAAAAAAQAAAAAAAA
uDwAAAC/KgAAAA8F
END
chmod 755 tiny.new && mv tiny.new tiny
