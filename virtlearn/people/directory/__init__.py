"""The pages on which heads look after accounts."""
