#!/bin/sh
date -s '2001-09-09 01:46:40' >/dev/null
