#!/bin/sh
cd /home/learner
echo correct-horse-battery >word.txt
vm start two
vm wait two 'ready after' --seconds 120
vm type two 'word=correct-horse-battery'
vm qmp two '{"execute": "pmemsave", "arguments": {"val": 0, "size": 83886080, "filename": "/tmp/memory"}}'
