#!/bin/sh
echo 'My first file' >/home/learner/hello.txt
