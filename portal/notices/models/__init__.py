"""What people are told, and how it reaches them."""

from portal.notices.models.deliveries import CLAIM_LASTS, TRIES, Delivery, DeliveryQuerySet
from portal.notices.models.local_messages import LocalMessage
from portal.notices.models.notices import ASKING, PAPERS, Notice, NoticeQuerySet
from portal.notices.models.preferences import Preference

__all__ = [
    "ASKING",
    "CLAIM_LASTS",
    "PAPERS",
    "TRIES",
    "Delivery",
    "DeliveryQuerySet",
    "LocalMessage",
    "Notice",
    "NoticeQuerySet",
    "Preference",
]
