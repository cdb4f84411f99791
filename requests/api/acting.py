"""What the resources share: an action for the signed-in person, its refusal as a 409."""

from collections.abc import Callable
from typing import Any, cast

from rest_framework import status, viewsets
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response

from portal.errors import RuleViolation
from portal.people.gates import HoldsPost, PostedRequest
from portal.people.models import POLICE, Post, User

POLICE_ONLY = [HoldsPost.of(*POLICE)]


class NewestFirst(CursorPagination):
    ordering = "-pk"
    page_size = 50


class Acting(viewsets.GenericViewSet):
    """Calls actions for the signed-in person; a rule's refusal is a 409 with its sentence."""

    lookup_field = "public_id"
    lookup_value_converter = "uuid"

    @property
    def person(self) -> User:
        return cast(User, self.request.user)

    @property
    def post_held(self) -> Post:
        return cast(PostedRequest, self.request).post

    def done(self, act: Callable[..., Any], thing: Any, **facts: Any) -> Response:
        try:
            act(thing, actor=self.person, **facts)
        except RuleViolation as refusal:
            return refused(refusal)
        return Response(self.get_serializer(self.get_object()).data)


def refused(refusal: RuleViolation) -> Response:
    return Response({"detail": str(refusal)}, status.HTTP_409_CONFLICT)
