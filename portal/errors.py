"""Refusals that a person is meant to read."""


class RuleViolation(Exception):
    """A rule of the programme refuses this action, now, for this actor.

    Its text is a translated sentence for the person. Pages show it, the API answers
    409 with it as `detail`, tasks log it.
    """
