#!/bin/sh
latency >/root/alone.txt
