"""What VirtLearn costs beside what it stands on. `python -m bench [NAME,…]`, or `make bench`.

One JSON object a line: `{"name", "value", "unit", "floor", "ratio", "n", "backend"}`. The floor is
the least that the same work can cost, measured in the same run, in turns with the value; `ratio` is
value/floor for times and floor/value for rates: lower is better, and 1 is the limit.
One module a subject; `bench.__main__` names them all.
"""
