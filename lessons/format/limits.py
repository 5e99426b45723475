"""Limits of a course's size: what goes beyond is a problem, never a slow server.

The figures are far above what a good lesson needs, and low enough that the worst text which they
let through is read in about a second.
"""

from __future__ import annotations

text_bytes = 120_000  # of a lesson, a guide or a script
table_bytes = 300_000  # of a toml file
image_bytes = 2_000_000
svg_bytes = 400_000
course_bytes = 200_000_000
course_files = 10_000
folder_depth = 6

front_matter_bytes = 16_000
paragraph_chars = 8_000  # a run of lines without a blank one between them
paragraph_marks = 800  # characters in it that begin markup: * _ [ ] < > ` ~ !
bracket_depth = 12  # in one paragraph, unclosed ones among them
list_depth = 8
quote_depth = 5
notes = 300  # footnotes in one file
code_chars = 20_000
pieces = 2_000  # blocks, fences, headings and paragraphs in one file
svg_depth = 30
problems_in_file = 200
