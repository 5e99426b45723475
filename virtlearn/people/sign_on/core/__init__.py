"""What a provider is and what its claims say of somebody; pure."""
