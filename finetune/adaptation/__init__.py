"""Term recognition that travels: trained on labelled text of one domain, used on another's.

An adaptation layer over the frozen core learns features that name terms and do not betray the
domain (gradient reversal, Ganin et al. 2016). See `stage` for the command's order of things.
"""
