#!/bin/sh
vm start busy && vm wait busy 'ready after' --seconds 30 || exit 1
sleep 1
vm type busy 'churn 4 & tick' && vm wait busy 'tick 5' --seconds 15 || exit 1
vm migrate busy --downtime-limit 300 && sleep 1 && vm migrate busy --downtime-limit 20
