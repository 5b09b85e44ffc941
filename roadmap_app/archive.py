"""Names of files and the text of notes in a learner's archive."""
