"""The tables of footage requests: what is asked, of whom, and what came of it."""

from requests.models.answering import AnswerCode, AnswerGiven, Ask, AskQuerySet
from requests.models.asking import FootageRequest, FootageRequestQuerySet, Outcome
from requests.models.footage import Footage, FootageQuerySet
from requests.models.papers import Export, ExportQuerySet, FootageReceipt, PaperBook
from requests.models.policy import RequestPolicy
from requests.models.searching import Incident, Purpose, Search, SearchQuerySet
from requests.models.uploading import Upload, UploadQuerySet

__all__ = [
    "AnswerCode",
    "AnswerGiven",
    "Ask",
    "AskQuerySet",
    "Export",
    "ExportQuerySet",
    "Footage",
    "FootageQuerySet",
    "FootageReceipt",
    "FootageRequest",
    "FootageRequestQuerySet",
    "Incident",
    "Outcome",
    "PaperBook",
    "Purpose",
    "RequestPolicy",
    "Search",
    "SearchQuerySet",
    "Upload",
    "UploadQuerySet",
]
