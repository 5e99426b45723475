#!/bin/sh
# Starts the process that the task is about, as a stranger in the machine. Twice does no harm.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
pgrep -x visitor >/dev/null && exit 0
ln -sf /bin/sleep /tmp/visitor || exit 2
setsid /tmp/visitor infinity </dev/null >/dev/null 2>&1 &
for _ in 1 2 3 4 5 6 7 8 9 10; do
    pgrep -x visitor >/dev/null && exit 0
    sleep 0.1
done
exit 2
