"""Mend the problems of a text in bulk: a cure changes every node that has a problem of one kind, and no other."""
