"""Live board of a class: where each learner is, who asks for help, who is stuck."""
