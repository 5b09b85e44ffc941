"""Find content and notes by words, however they are typed; docs/architecture.md says in which order."""
