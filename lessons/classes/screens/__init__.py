"""Whether the screens of learners' terminals may be shown on their class's board: the consent."""
