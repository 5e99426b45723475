#!/bin/sh
# Five namespaces, and neither a limit nor a root.
setsid unshare --uts --ipc --net --mount --pid --fork sleep 300 </dev/null >/dev/null 2>&1 &
sleep 0.5
