"""The tables of footage requests: what is asked, of whom, and what came of it."""

from requests.asking.models.asks import AnswerCode, AnswerGiven, Ask, AskQuerySet
from requests.asking.models.footage_requests import (
    FootageRequest,
    FootageRequestQuerySet,
    Outcome,
)
from requests.asking.models.request_policies import RequestPolicy
from requests.asking.models.searches import Incident, Purpose, Search, SearchQuerySet

__all__ = [
    "AnswerCode",
    "AnswerGiven",
    "Ask",
    "AskQuerySet",
    "FootageRequest",
    "FootageRequestQuerySet",
    "Incident",
    "Outcome",
    "Purpose",
    "RequestPolicy",
    "Search",
    "SearchQuerySet",
]
