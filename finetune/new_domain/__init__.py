"""A new domain by script: rows of passages and questions in, a served adapter out.

Knows rows, lessons, training and where an installation keeps adapters; knows no prompt format (the
caller hands lessons in) and no server.
"""
