#!/bin/sh
ss -tln >/home/learner/port.txt
