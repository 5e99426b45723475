"""A class on one machine: learners who press Start in the same second and work for a while.

`make load [LEARNERS=30] [SECONDS=300] [FAULTS=web,keeper,engine,disk,postgres] [SIGN_UP=yes]
[STRANGERS=500]` prints one JSON object a line, as `make bench` does, and for people a summary where
errors go. The exit status is 1 where something was lost, failed or left over, or where an account
was refused or waited for guests. What was found: docs/decisions/0013-load.md
"""
