"""Ways out of the portal: e-mail, and SMS through a generic HTTP gateway."""

import httpx
from django.conf import settings
from django.core.mail import send_mail

from portal.notices.models import Delivery
from portal.notices.wording import Words


def carry(delivery: Delivery, words: Words) -> None:
    """Hand the message to its channel.

    Raises OSError or httpx.HTTPError when the other side cannot take it now.
    """
    if delivery.channel == Delivery.Channel.EMAIL:
        send_mail(words.subject, words.body, None, [delivery.address])
    else:
        _sms(delivery, words)


def _sms(delivery: Delivery, words: Words) -> None:
    """POST one message as JSON; the key lets the gateway drop a repeat."""
    response = httpx.post(
        settings.SMS_GATEWAY_URL,
        json={"to": delivery.address, "from": settings.SMS_BRAND_NAME, "text": words.sms},
        headers={
            "Authorization": f"Bearer {settings.SMS_GATEWAY_TOKEN}",
            "Idempotency-Key": str(delivery.public_id),
        },
        timeout=10,
    )
    response.raise_for_status()
