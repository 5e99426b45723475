#!/bin/sh
pkill -x visitor
