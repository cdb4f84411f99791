"""Who may open a page: signed in, or holding a post today, with the second factor shown."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from portal.areas.models import Commune
from portal.people import second_factor
from portal.people.models import Post, User

View = Callable[..., HttpResponseBase]

ACTING_POST = "acting_post"  # in the session: the public_id of the post chosen


class SignedRequest(HttpRequest):
    """A request that has passed `sign_in_required`."""

    user: User


class PostedRequest(SignedRequest):
    """A request that has passed `post_required`. The commune is the post's own."""

    post: Post
    commune: Commune


def posts_of(request: HttpRequest) -> list[Post]:
    """The posts this person holds today, the chosen one first. One query a request."""
    if not request.user.is_authenticated:
        return []
    if not hasattr(request, "_posts"):
        chosen = request.session.get(ACTING_POST, "")
        held = Post.objects.of(request.user).current().with_areas().order_by("since", "pk")
        posts = sorted(held, key=lambda post: str(post.public_id) != chosen)
        request._posts = posts  # type: ignore[attr-defined]
    return cast("list[Post]", request._posts)  # type: ignore[attr-defined]


def acting_post(request: HttpRequest, *roles: str) -> Post | None:
    """The post the person acts in, among `roles`. None until its second factor is shown."""
    post = _held(request, roles)
    return post if post and _is_open(request, post) else None


def sign_in_required(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _go_first_to("people:sign_in", request)
        return view(request, *args, **kwargs)

    return guarded


def post_required(*roles: str) -> Callable[[View], View]:
    """Open the view to holders of one of `roles` and put the post on `request.post`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _go_first_to("people:sign_in", request)
            post = _held(request, roles)
            if post is None:
                raise PermissionDenied
            if not _is_open(request, post):
                return _go_first_to("people:second_factor", request)
            _act_in(post, request)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


class HoldsPost(BasePermission):
    """For the API: `permission_classes = [HoldsPost.of(Role.OFFICER, Role.CHIEF)]`."""

    roles: Sequence[str] = ()

    @classmethod
    def of(cls, *roles: str) -> type["HoldsPost"]:
        return type("HoldsPost", (cls,), {"roles": roles})

    def has_permission(self, request: Request, view: APIView) -> bool:
        post = acting_post(request._request, *self.roles)
        if post is None:
            return False
        request.post = post  # type: ignore[attr-defined]
        _act_in(post, request._request)
        return True


def _held(request: HttpRequest, roles: Sequence[str]) -> Post | None:
    return next((post for post in posts_of(request) if post.role in roles), None)


def _is_open(request: HttpRequest, post: Post) -> bool:
    """A post that needs no second factor asks its holder all the same who has set one up."""
    if second_factor.is_shown(request):
        return True
    return not post.needs_second_factor and not _has_factor(request)


def _has_factor(request: HttpRequest) -> bool:
    """Whether the person has set one up. One query a request."""
    if not hasattr(request, "_set_up"):
        request._set_up = second_factor.has_one(cast("User", request.user))  # type: ignore[attr-defined]
    return cast("bool", request._set_up)  # type: ignore[attr-defined]


def _act_in(post: Post, request: HttpRequest) -> None:
    posted = cast("PostedRequest", request)
    posted.post = post
    if post.commune:
        posted.commune = post.commune


def _go_first_to(name: str, request: HttpRequest) -> HttpResponseBase:
    return redirect(f"{reverse(name)}?{urlencode({'next': _way_back(request)})}")


def _way_back(request: HttpRequest) -> str:
    """This page; for a form, which is not sent again, the page it stood on."""
    if request.method == "GET":
        return request.get_full_path()
    form = urlsplit(request.headers.get("referer", ""))
    return form.path if form.netloc == request.get_host() and form.path else "/"
