#!/bin/sh
# Something that looks like it.
echo '1790000000 0a1b2c3d 1234567890' >/home/learner/carried
