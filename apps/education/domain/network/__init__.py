"""What a student knows, read from tried points and prerequisites together.

Who can do a hard thing can mostly do what it rests on, and who cannot do what it rests on can
hardly do it: this lends evidence to points that were never tried. Works on masteries and a graph;
knows nothing of how either came about.
"""
