#!/bin/sh
cd /home/learner
vm accesses one 'reads virtio 200' >virtio.txt
