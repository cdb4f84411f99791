"""Posts: the administrator appoints and ends them; everybody chooses in which to act."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from portal.errors import RuleViolation
from portal.people import actions, limits
from portal.people.forms.posts import AppointForm, EndForm
from portal.people.gates import (
    ACTING_POST,
    PostedRequest,
    SignedRequest,
    post_required,
    posts_of,
    sign_in_required,
)
from portal.people.models import Post, Role
from portal.people.views.sign_in import safe_next

PAGE = 50


@post_required(Role.ADMINISTRATOR)
def posts(request: PostedRequest) -> HttpResponseBase:
    """Posts of the commune, those held today first."""
    here = Post.objects.in_commune(request.commune)
    current = here.current().select_related("person", "hamlet", "commune").order_by("role", "pk")
    others = here.exclude(pk__in=here.current().values("pk"))
    past = others.select_related("person", "hamlet", "commune").order_by("-since", "-pk")
    pages = Paginator(past, PAGE)
    page = {
        "commune": request.commune,
        "current": current[:500],
        "past": pages.get_page(request.GET.get("page")),
    }
    return render(request, "people/posts.html", page)


@post_required(Role.ADMINISTRATOR)
def appoint(request: PostedRequest) -> HttpResponseBase:
    form = AppointForm(request.POST or None, commune=request.commune)
    if request.method == "POST" and form.is_valid():
        try:
            post = _appoint(request, form)
        except limits.RateLimited:
            return limits.too_often(request)
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Appointed: %(post)s.") % {"post": post})
            return redirect("people:posts")
    page = {"form": form, "commune": request.commune}
    return render(request, "people/appoint.html", page, status=422 if form.errors else 200)


def _appoint(request: PostedRequest, form: AppointForm) -> Post:
    limits.count(request, "people_invite", key=str(request.user.pk))
    facts = {**form.cleaned_data}
    who = {name: facts.pop(name) for name in ("phone", "full_name", "honorific")}
    commune = request.commune
    return actions.appoint_by_phone(actor=request.user, commune=commune, **who, **facts)


@post_required(Role.ADMINISTRATOR)
def end_post(request: PostedRequest, public_id: UUID) -> HttpResponseBase:
    here = Post.objects.in_commune(request.commune).with_areas().select_related("person")
    post = get_object_or_404(here, public_id=public_id)
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_post(post, actor=request.user, **form.cleaned_data)
        except RuleViolation as refusal:
            form.add_error("on", str(refusal))
        else:
            messages.success(request, gettext("The end of the post is written down."))
            return redirect("people:posts")
    page = {"form": form, "post": post}
    return render(request, "people/end_post.html", page, status=422 if form.errors else 200)


@sign_in_required
def choose_post(request: SignedRequest) -> HttpResponseBase:
    """Choose among several posts held today in which to act from now on."""
    held = {str(post.public_id): post for post in posts_of(request)}
    if request.method == "POST":
        if request.POST.get("post") not in held:
            raise Http404
        request.session[ACTING_POST] = request.POST["post"]
        return redirect(safe_next(request))
    page = {"posts": held.values(), "next": safe_next(request)}
    return render(request, "people/choose_post.html", page)
