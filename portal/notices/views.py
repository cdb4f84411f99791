from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from portal.keyset import prepared_page_of, until_after
from portal.language import present_language
from portal.notices import actions
from portal.notices.models import Delivery, LocalMessage, Notice, Preference
from portal.notices.wording import subject_of, words_of
from portal.pages import PRESS, READ, anybody, page
from portal.prepared import Fact, prepared

NOTICES_A_PAGE = 30
MESSAGES_SHOWN = 100
Channel = Delivery.Channel


@page(READ, login_required)
def inbox(request: HttpRequest) -> HttpResponse:
    """The person's notices, newest first, a page at a time by key."""
    shown = prepared_page_of(_notices, request, NOTICES_A_PAGE, person=request.user.pk)
    language = present_language()
    context = {
        "items": [(notice, subject_of(notice, language=language)) for notice in shown.rows],
        "page": shown,
        "told": _channels_of(request),
    }
    return render(request, "notices/inbox.html", context)


@prepared
def _notices() -> QuerySet[Notice]:
    inbox = Notice.objects.inbox(Fact("person")).select_related("recipient")
    return until_after(inbox, NOTICES_A_PAGE)


def _channels_of(request: HttpRequest) -> dict[str, bool]:
    chosen = Preference.objects.filter(person=request.user.pk)
    wanted = dict(chosen.values_list("channel", "is_wanted"))
    return {"sms": wanted.get(Channel.SMS, False), "email": wanted.get(Channel.EMAIL, True)}


@page(READ, login_required)
def open_notice(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mark it read and go where it points, or show its words where it points nowhere."""
    notice = get_object_or_404(Notice.objects.inbox(request.user), public_id=public_id)
    if request.method == "GET":  # HEAD is a link's preview: nobody has read anything.
        actions.read(notice)
    if notice.url and url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None):
        return redirect(notice.url)
    words = words_of(notice, language=present_language())
    return render(request, "notices/notice.html", {"notice": notice, "words": words})


@page(PRESS, anybody)
def prefer_email(request: HttpRequest) -> HttpResponse:
    """E-mail on or off. A number takes a consent with its words, which is asked elsewhere."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("notices:inbox"))
    wanted = request.POST.get("wanted") == "yes"
    actions.prefer(request.user, Channel.EMAIL, wanted=wanted, actor=request.user)
    return redirect("notices:inbox")


@page(READ, anybody)
def outbox(request: HttpRequest) -> HttpResponse:
    """What a trial portal kept instead of sending, newest first."""
    if not settings.LOCAL_OUTBOX:
        raise Http404
    kept = LocalMessage.objects.order_by("-pk")[:MESSAGES_SHOWN]
    return render(request, "notices/outbox.html", {"messages_kept": kept})
