#!/bin/sh
ls /etc >/home/learner/names.txt
