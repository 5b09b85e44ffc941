"""Read, write, validate and compare roadmaps as Markdown documents (outlines). No Django."""
