#!/bin/sh
vm snapshot busy && sleep 2 && vm restore busy && vm wait busy tick && sleep 1
