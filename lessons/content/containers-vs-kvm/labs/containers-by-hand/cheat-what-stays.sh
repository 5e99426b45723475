#!/bin/sh
# A directory of that name.
mkdir -p ~/notes
echo 'I was here' >~/notes/note
