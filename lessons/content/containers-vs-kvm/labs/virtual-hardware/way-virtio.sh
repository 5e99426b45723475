#!/bin/sh
cd /home/learner
vm accesses disks 'reads virtio 300' >virtio.txt
