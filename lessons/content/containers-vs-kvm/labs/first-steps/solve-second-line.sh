#!/bin/sh
date >>/home/learner/hello.txt
