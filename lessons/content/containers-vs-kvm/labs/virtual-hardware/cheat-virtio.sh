#!/bin/sh
# The table of the other disk, with another heading.
sed 's/^reads ide/reads virtio/' /home/learner/ide.txt >/home/learner/virtio.txt
