"""Invitations by mail: who gets one, how they are sent, and what became of each."""
