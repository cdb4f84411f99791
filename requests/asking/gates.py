"""Who gets to an ask: by the link it was sent with, or by having shown who they are."""

from uuid import UUID

from django.http import Http404, HttpRequest

from portal.people.models import User
from portal.prepared import Fact, prepared
from requests.asking.links import hash_of
from requests.asking.models import Ask, AskQuerySet

PROVEN = "proven_people"


def ask_by_link(token: str) -> Ask:
    """The ask this link was made for, open or not. A link shows; it never answers."""
    if ask := _ask_by_hash.first(hash=hash_of(token)):
        return ask
    raise Http404


@prepared
def _ask_by_hash() -> AskQuerySet:
    return Ask.objects.with_parties().filter(link_token_hash=Fact("hash"))


def proven_ask(request: HttpRequest, public_id: UUID) -> Ask:
    """The ask, if somebody who may answer it is signed in or has shown a code in this browser."""
    return _proven(_ask, request, public_id)


def proven_page(request: HttpRequest, public_id: UUID) -> Ask:
    """The same, along with everyone whom its pages and papers name."""
    return _proven(_ask_with_parties, request, public_id)


def _proven(asks: prepared[Ask], request: HttpRequest, public_id: UUID) -> Ask:
    for person in proven_people(request):
        if ask := asks.first(person=person, public_id=public_id):
            return ask
    raise Http404


@prepared
def _ask() -> AskQuerySet:
    return _answered(Ask.objects.with_request())


@prepared
def _ask_with_parties() -> AskQuerySet:
    return _answered(Ask.objects.with_parties())


def _answered(asks: AskQuerySet) -> AskQuerySet:
    return asks.answered_by([Fact("person")]).filter(public_id=Fact("public_id"))


def proven_people(request: HttpRequest) -> list[int]:
    """Primary keys of those this browser has shown to be: the signed-in person comes first."""
    signed_in = [request.user.pk] if request.user.is_authenticated else []
    return signed_in + _proven_by_code(request)


def prove(request: HttpRequest, person: User) -> None:
    """From now on this browser answers for `person`, until it signs out or is forgotten.

    It is forgotten like a session: when the person signs out everywhere.
    """
    proven = request.session.get(PROVEN, {})
    request.session[PROVEN] = proven | {str(person.pk): person.get_session_auth_hash()}
    request.session.cycle_key()


def forget(request: HttpRequest) -> bool:
    """This browser answers for nobody any more but who is signed in; whether it did.

    Where it answered for nobody, no session is begun for it.
    """
    if PROVEN not in request.session:
        return False
    del request.session[PROVEN]
    request.session.cycle_key()
    return True


def _proven_by_code(request: HttpRequest) -> list[int]:
    proven = request.session.get(PROVEN, {})
    if not proven:
        return []
    people = User.objects.filter(pk__in=proven, is_active=True)
    return [one.pk for one in people if proven[str(one.pk)] == one.get_session_auth_hash()]


def answerer(request: HttpRequest, ask: Ask) -> User:
    """The person of this browser who may answer `ask`; 404 if there is none."""
    people = {person.pk: person for person in ask.site.answerers.order_by("pk")}
    for pk in proven_people(request):
        if pk in people:
            return people[pk]
    raise Http404
