"""Which domain the next block of training text comes from, and which of its documents.

Read `shares` (how much of each domain), `policy` (how shares follow losses), `curriculum` (what
comes first), then `mixture`, which draws blocks by them.
"""
