"""How far a learner is."""
