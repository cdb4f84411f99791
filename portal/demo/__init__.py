"""The demo: the communes of five published stories, with their figures and made-up people.

Places, boundaries, streets and houses are drawn by code and labelled as samples. Everything
that matters goes through the same actions as on the pages, so journal and ledger are real.
"""
