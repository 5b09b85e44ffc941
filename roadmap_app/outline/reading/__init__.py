"""Read any text as a roadmap: text into blocks, blocks into roles, roles into an outline."""
