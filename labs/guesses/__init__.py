"""What learners write down before they try: the fields of a lab's `.guess` blocks."""
