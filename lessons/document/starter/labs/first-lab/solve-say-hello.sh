#!/bin/sh
echo hello >/home/learner/hello.txt
