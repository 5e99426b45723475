#!/bin/sh
# An ordinary user, whom the rights of /root refuse.
chmod 777 /srv/box
setpriv --reuid 1000 --regid 1000 --clear-groups sh -c 'id -u; echo a >/srv/box/a; echo b >/root/b' >/root/landlock.txt 2>&1
rm -f /srv/box/a.x
