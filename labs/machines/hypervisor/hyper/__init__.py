"""The command `vm`: virtual machines by hand, each a QEMU that is spoken to by QMP.

Python's standard library alone. What is pure stands in arguments, guests, figures and texts.
"""
