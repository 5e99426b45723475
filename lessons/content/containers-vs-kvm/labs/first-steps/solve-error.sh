#!/bin/sh
ls /nowhere 2>/home/learner/error.txt
true
