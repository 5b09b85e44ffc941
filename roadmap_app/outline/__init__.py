"""A roadmap as one Markdown document: reading, writing, and what a new text would change. No Django in here."""
