"""Set-up from nothing: `python3 -m virtlearn.setup run|test|check|bench`, standard library alone.

It runs under the system's Python (3.9 or newer) before there is an environment. Every step looks
first whether it has been done, so that running it again costs little.
"""
