from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from portal.language import present_language
from portal.notices import actions
from portal.notices.models import Delivery, LocalMessage, Notice, Preference
from portal.notices.wording import subject_of, words_of

PAGE = 30
Channel = Delivery.Channel


@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """The person's notices, newest first, a page at a time by key."""
    notices = Notice.objects.inbox(request.user).select_related("recipient").order_by("-pk")
    before = request.GET.get("before", "")
    if before.isdecimal():
        notices = notices.filter(pk__lt=int(before[:18]))
    rows = list(notices[: PAGE + 1])
    language = present_language()
    return render(
        request,
        "notices/inbox.html",
        {
            "items": [(notice, subject_of(notice, language=language)) for notice in rows[:PAGE]],
            "next_before": rows[PAGE - 1].pk if len(rows) > PAGE else None,
            "told": _is_told(request),
        },
    )


def _is_told(request: HttpRequest) -> dict[str, bool]:
    chosen = Preference.objects.filter(person=request.user.pk)
    said = dict(chosen.values_list("channel", "is_wanted"))
    return {"sms": said.get(Channel.SMS, False), "email": said.get(Channel.EMAIL, True)}


@require_GET
@login_required
def open_notice(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mark it read and go where it points, or show its words where it points nowhere."""
    notice = get_object_or_404(Notice.objects.inbox(request.user), public_id=public_id)
    actions.read(notice)
    if notice.url and url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None):
        return redirect(notice.url)
    words = words_of(notice, language=present_language())
    return render(request, "notices/notice.html", {"notice": notice, "words": words})


@require_POST
@login_required
def prefer_email(request: HttpRequest) -> HttpResponse:
    """E-mail on or off. A number takes a consent with its words, which is asked elsewhere."""
    wanted = request.POST.get("wanted") == "yes"
    actions.prefer(request.user, Channel.EMAIL, wanted=wanted, actor=request.user)
    return redirect("notices:inbox")


def outbox(request: HttpRequest) -> HttpResponse:
    """What a trial portal kept instead of sending, newest first."""
    if not settings.LOCAL_OUTBOX:
        raise Http404
    kept = LocalMessage.objects.order_by("-pk")[:100]
    return render(request, "notices/outbox.html", {"messages_kept": kept})
