#!/bin/sh
printf 'made another way\n' | tee /home/learner/hello.txt
