"""Days as the communes count them, in Asia/Ho_Chi_Minh."""

import datetime as dt

from django.utils import timezone


def today() -> dt.date:
    return timezone.localdate()
