"""Who gets to an upload. Every piece of a file asks, so the asking is narrow."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from portal.prepared import Fact, prepared
from requests.asking.gates import proven_people
from requests.evidence.models import Upload


def own_upload(request: HttpRequest, public_id: UUID) -> Upload:
    """The upload with its ask, if this browser may answer that now; 404 otherwise.

    A large file comes in hundreds of pieces. What is kept between them is how to ask; session,
    person, ask and request are read afresh, so that whoever is shut out is so at once.
    """
    for person in proven_people(request):
        if upload := _upload_of.first(person=person, public_id=public_id):
            return upload
    raise Http404


@prepared
def _upload_of() -> QuerySet[Upload]:
    own = Upload.objects.answerable_by([Fact("person")])
    return own.with_ask().filter(public_id=Fact("public_id"))
