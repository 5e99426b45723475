#!/bin/sh
kill -9 $(pgrep -x sleep)
