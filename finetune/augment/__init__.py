"""New word problems from worked ones, in seven kinds, each with an answer that is proved right.

Read `problem`, `plan` (how an answer follows from the question's numbers), then one kind a module:
`renaming`, `shuffling`, `substitution`, `units`, `paraphrase`, `inverse`, `distractor`; `every`
runs them and proves what they made.
"""
