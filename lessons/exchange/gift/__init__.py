"""GIFT, the text format that Moodle and others read, in and out."""
