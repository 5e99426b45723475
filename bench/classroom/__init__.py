"""A class on one machine: learners who press Start in the same second and work for a while.

`make load [LEARNERS=30] [SECONDS=300] [FAULTS=web,keeper,engine,disk,postgres] [SIGN_UP=yes]
[STRANGERS=500] [CLASS=yes] [MEMBERS=1000]` prints one JSON object a line, as `make bench` does, and
for people a summary where errors go. The exit status is 1 where something was lost, failed or left
over, or where an account was refused or waited for guests. With `CLASS=yes` all sign up and join a
class by its link, within a minute from one address, and its teacher's live board is open; `MEMBERS`
fills the class up with people who have read and answered, as rows. What was found:
docs/decisions/0013-load.md
"""
