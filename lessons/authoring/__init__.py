"""What authors do: manage, preview, proofread."""
