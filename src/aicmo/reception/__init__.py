"""The reception: briefs are handed in and accounts given here, the same for the terminal and for HTTP.

It knows the house and neither face: what a run is called, what it has to show, what intake says of a brief.
"""
