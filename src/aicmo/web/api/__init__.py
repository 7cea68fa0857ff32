"""The API, ``/api/v1``: what the dashboard and the command line can do, for programs, by HTTP.

Its shapes are those of ``--json``; the reception makes both. Programs show a key; cookies open nothing here.
"""
