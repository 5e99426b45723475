#!/bin/sh
vm migrate one && vm wait one tick && sleep 1
