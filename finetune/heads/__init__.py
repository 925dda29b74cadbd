"""Classification heads over sentences: the tone of an event, in English and Chinese.

Heads learn from sentences that the project writes itself and are measured on others. A head is a
small adapter over the core, or linear weights over features; none holds a copy of its base.
"""
