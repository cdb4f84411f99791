"""The tables of footage requests: what is asked, of whom, and what came of it."""

from requests.models.answering import AnswerCode, AnswerGiven, Ask, AskQuerySet
from requests.models.asking import FootageRequest, FootageRequestQuerySet, Outcome
from requests.models.policy import RequestPolicy
from requests.models.searching import Incident, Purpose, Search, SearchQuerySet

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
