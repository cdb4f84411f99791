"""What happens to notices and their deliveries. Others call `portal.notices.actions.<verb>`."""

from portal.notices.actions.deliveries import deliver
from portal.notices.actions.notices import (
    forget_secrets,
    forget_sent,
    prefer,
    read,
    send,
    tell,
)

__all__ = ["deliver", "forget_secrets", "forget_sent", "prefer", "read", "send", "tell"]
