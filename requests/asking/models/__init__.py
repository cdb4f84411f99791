"""The tables of footage requests: what is asked, of whom, and what came of it."""

from requests.asking.models.answers import Answer
from requests.asking.models.asks import Ask, AskQuerySet
from requests.asking.models.footage_requests import FootageRequest, FootageRequestQuerySet
from requests.asking.models.incidents import Incident
from requests.asking.models.outcomes import Outcome
from requests.asking.models.request_policies import RequestPolicy
from requests.asking.models.searches import Search, SearchPurpose, SearchQuerySet

__all__ = [
    "Answer",
    "Ask",
    "AskQuerySet",
    "FootageRequest",
    "FootageRequestQuerySet",
    "Incident",
    "Outcome",
    "RequestPolicy",
    "Search",
    "SearchPurpose",
    "SearchQuerySet",
]
