"""Briefs as people send them: an e-mail, a document, a filled questionnaire. Labelled facts are read without a model.

``converting`` turns a file into lines, ``blocks`` the lines into labelled blocks, ``understanding`` the blocks into the
fields of a structured brief, each with the line it came from. What no label announces is not guessed: it is asked for.
"""
