"""Pages of a course's revisions: seen, compared, restored, downloaded, brought in."""
