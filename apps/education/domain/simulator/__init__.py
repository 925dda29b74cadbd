"""A class that does not exist: students who learn and forget, whose true mastery is known.

`term.simulate` gives the log of a term beside the hidden truth; `classroom.Classroom` answers one
exercise at a time, for policies that choose what comes next. Everything here is synthetic. The
models that trace, judge and plan never import this package's state, only what it answers.
"""
