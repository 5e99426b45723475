"""A module for the tests of this folder to break."""


def total(a: int, b: int) -> int:
    return a + b
