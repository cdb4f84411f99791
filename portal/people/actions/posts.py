"""Appoint to a post and end it: journalled in the commune's stream, and the person is told."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from portal.areas.models import Commune, Hamlet, Province
from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.notices.actions import send, tell
from portal.people.actions.people import name_person, person_with_phone
from portal.people.models import Post, Role, User


def appoint(
    person: User,
    role: str,
    *,
    actor: User | None,
    commune: Commune | None = None,
    hamlet: Hamlet | None = None,
    province: Province | None = None,
    rank: str = "",
    since: date | None = None,
    until: date | None = None,
) -> Post:
    """Give `person` the post for a term that includes both its days.

    `actor` is None only in a command on the server. Raises RuleViolation if the actor does
    not administer that commune today, appoints themself, or the post clashes with another.
    """
    commune = hamlet.commune if hamlet else commune
    if actor:
        _must_administer(commune, actor)
        if actor == person:
            raise RuleViolation(gettext("Nobody can appoint themself. Ask another administrator."))
    post = Post(
        person=person,
        role=role,
        commune=commune,
        hamlet=hamlet,
        province=province,
        rank=rank,
        since=since or timezone.localdate(),
        until=until,
        appointed_by=actor,
    )
    try:
        return _give(post, actor=actor)
    except IntegrityError as clash:
        raise RuleViolation(_clash(clash)) from clash


def appoint_by_phone(
    *,
    actor: User,
    commune: Commune,
    phone: str,
    full_name: str,
    honorific: str,
    **facts: Any,
) -> Post:
    """As `appoint`, for whoever has that number; nobody is made when the post is refused."""
    with transaction.atomic():
        person = person_with_phone(phone, full_name=full_name, honorific=honorific)
        if not person.full_name:
            name_person(person, actor=actor, full_name=full_name, honorific=honorific)
        return appoint(person, actor=actor, commune=commune, **facts)


@transaction.atomic
def _give(post: Post, *, actor: User | None) -> Post:
    post.save(force_insert=True)
    _journal(post, "post_given", actor=actor, since=str(post.since), until=str(post.until or ""))
    _tell(post, "people_post_given")
    return post


def _clash(error: IntegrityError) -> str:
    name = error.__cause__.diag.constraint_name if error.__cause__ else ""  # type: ignore[attr-defined]
    if name == "post_one_chief_of_police_per_commune_at_a_time":
        return gettext("There is a chief of police in that time already. End that post first.")
    if name == "post_ends_after_it_begins":
        return gettext("The last day must not be before the first.")
    if name == "post_has_an_area_of_its_role_s_level":
        return gettext("This role belongs to another kind of area. Choose a hamlet for a leader.")
    return gettext("This person holds this post in that time already.")


@transaction.atomic
def end_post(post: Post, *, actor: User | None, on: date | None = None) -> Post:
    """End the post now, or after the day `on`. It opens nothing from then.

    Raises RuleViolation if the actor does not administer its commune, if nobody else does,
    if `on` is before the term began or later than it ends, or if the post has ended.
    """
    if actor:
        _must_administer(post.commune, actor)
    locked = _lock(post)
    if locked.has_ended:
        raise RuleViolation(gettext("This post has ended already."))
    if locked.role == Role.ADMINISTRATOR:
        _must_not_be_the_last(locked)
    if on:
        _shorten(locked, on)
    else:
        locked.ended_at, locked.ended_by = timezone.now(), actor
    locked.save(update_fields=["until", "ended_at", "ended_by"])
    _journal(locked, "post_ended", actor=actor, on=str(on or ""))
    _tell(locked, "people_post_ended")
    return locked


def _lock(post: Post) -> Post:
    """Lock first, then look: two administrators may press at once, each to end the other."""
    if post.role == Role.ADMINISTRATOR:
        here = Post.objects.filter(commune=post.commune_id).of_role(Role.ADMINISTRATOR)
        list(here.order_by("pk").select_for_update())
    return Post.objects.select_for_update().get(pk=post.pk)


def _must_not_be_the_last(post: Post) -> None:
    here = Post.objects.filter(commune=post.commune_id).of_role(Role.ADMINISTRATOR)
    if not here.current().exclude(pk=post.pk).exists():
        raise RuleViolation(gettext("Somebody must administer the commune. Appoint another first."))


def _shorten(post: Post, on: date) -> None:
    first = max(post.since, timezone.localdate())
    if on < first or (post.until and on > post.until):
        raise RuleViolation(gettext("Choose a day within the term, today or later."))
    post.until = on


def _must_administer(commune: Commune | None, actor: User) -> None:
    posts = Post.objects.of(actor).current().of_role(Role.ADMINISTRATOR)
    here = commune is not None and posts.in_commune(commune).exists()
    if not here:
        raise RuleViolation(gettext("You can appoint only in your own commune."))


def _journal(post: Post, verb: str, *, actor: User | None, **facts: str) -> None:
    record(
        post.stream,
        verb,
        actor=actor,
        subject=str(post.public_id),
        person=str(post.person.public_id),
        role=str(post.role),
        hamlet=str(post.hamlet.public_id) if post.hamlet else "",
        **facts,
    )


def _tell(post: Post, kind: str) -> None:
    """In the inbox, and by message if the person has never signed in to look there."""
    facts: dict[str, Any] = {
        "role": str(post.role),
        "area": str(post.area),
        "since": post.since.isoformat(),
        "until": post.until.isoformat() if post.until else "",
    }
    tell(post.person, kind, url="/account/", about=f"post:{post.public_id}", **facts)
    if post.person.phone and not post.person.last_login:
        send(kind, phone=post.person.phone, language=post.person.language, url="/account/", **facts)
