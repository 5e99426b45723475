"""What a published course serves beside its pages."""
