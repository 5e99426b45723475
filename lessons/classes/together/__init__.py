"""Predict together: a claim before a class, which all predict, run and compare."""
