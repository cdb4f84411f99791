"""What the resources share: who acts, in which language, and what a refusal looks like."""

from collections.abc import Mapping
from typing import Any, cast

from django.forms import BaseForm
from django.utils.translation import get_language
from rest_framework import serializers, status, viewsets
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.settings import api_settings

from portal.errors import RuleViolation
from portal.people.models import User


class NewestFirst(CursorPagination):
    ordering = "-pk"
    page_size = 50


class Acting(viewsets.GenericViewSet):
    """Calls actions for the signed-in person; a rule's refusal is a 409 with its sentence."""

    permission_classes = (IsAuthenticated,)
    pagination_class = NewestFirst
    lookup_field = "public_id"
    lookup_value_converter = "uuid"

    @property
    def person(self) -> User:
        return cast(User, self.request.user)

    @property
    def language(self) -> str:
        return (get_language() or "vi")[:2]

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, RuleViolation):
            return Response({"detail": str(exc)}, status.HTTP_409_CONFLICT)
        return super().handle_exception(exc)


def said_in(body: Any, shape: type[serializers.Serializer]) -> dict[str, Any]:
    """What the body says, each thing of its type. Raises a 400 where it is not of that type."""
    read = shape(data=body)
    read.is_valid(raise_exception=True)
    return cast("dict[str, Any]", read.validated_data)


def sentences(form: BaseForm, names: Mapping[str, str]) -> dict[str, list[str]]:
    """What a form has against its fields, under the names that the API has for them."""
    found: dict[str, list[str]] = {}
    for name, errors in form.errors.items():
        said = api_settings.NON_FIELD_ERRORS_KEY if name == "__all__" else names.get(name, name)
        found.setdefault(said, []).extend(str(error) for error in errors)
    return found
