"""The queues of the workers: work of one kind never waits behind work of another.

A worker takes from the queues it is started with (`-Q`), or from all of them.
"""

from django.conf import settings
from redis import Redis

PATIENCE = 2  # seconds


def waiting_in(queue: str) -> int:
    """How many messages no worker has taken yet. Raises RedisError while Redis is away."""
    with _redis() as redis:
        return int(redis.llen(queue))


def clock_of_redis() -> float:
    """Seconds since 1970, as Redis counts them. Raises RedisError while Redis is away."""
    with _redis() as redis:
        seconds, microseconds = redis.time()
        return float(seconds + microseconds / 1_000_000)


def _redis() -> Redis:
    return Redis.from_url(
        settings.CELERY_BROKER_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
    )
