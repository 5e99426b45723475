#!/bin/sh
cd /home/learner
vm stop disks
vm start two
vm wait two 'ready after' --seconds 120
vm type two 'echo my-own-word-4711 > /tmp/file'
vm pause two
echo "my word is my-own-word-4711" >word.txt
vm qmp two '{"execute": "pmemsave", "arguments": {"val": 0, "size": 80000000, "filename": "/tmp/memory"}}'
