"""Item analysis and test analysis of classical test theory: scores in, statistics out. Pure.

A statistic that is not defined for the scores at hand (nobody answered, no variance) is None, never
a number that stands for one. Sums are rounded once (`math.fsum`), so that no statistic depends on
the order in which learners come.
"""
