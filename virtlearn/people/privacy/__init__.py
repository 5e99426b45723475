"""What is kept of people: named field by field, handed over, erased."""
