"""Others in a learner's terminals: invitations, visits, help, the class page."""
