"""What is removed by itself when it is old: counted beforehand, done by the keeper.

Each kind is a rule that settings.RETENTION names: a function of now that gives its `Retention`.
"""
