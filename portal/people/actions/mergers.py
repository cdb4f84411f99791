"""Posts follow their hamlet when it is merged into another."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.areas.models import Hamlet
from portal.journal.actions import record
from portal.people.models import Post


@transaction.atomic
def follow_merger(before: Sequence[Hamlet], after: Hamlet, *, actor: Any) -> list[Post]:
    """Whoever holds a post in one of the old hamlets holds it in the new one, once.

    Two leaders then stand side by side until the administrator ends one post.
    """
    held = Post.objects.current().filter(hamlet__in=before).select_for_update(of=("self",))
    moved: list[Post] = []
    taken: set[tuple[int, str]] = set()
    for post in held.order_by("since", "pk"):
        if (post.person_id, post.role) in taken:
            _end_double(post, actor)
            continue
        taken.add((post.person_id, post.role))
        post.hamlet = after
        post.save(update_fields=["hamlet"])
        record(
            post.stream,
            "post_moved",
            actor=actor,
            subject=str(post.public_id),
            hamlet=str(after.public_id),
        )
        moved.append(post)
    return moved


def _end_double(post: Post, actor: Any) -> None:
    post.ended_at, post.ended_by = timezone.now(), actor
    post.save(update_fields=["ended_at", "ended_by"])
    record(post.stream, "post_ended", actor=actor, subject=str(post.public_id), on="")
