"""What the resources of all rooms share: who acts, in which language, how a refusal looks."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, cast

from django.forms import BaseForm
from rest_framework import serializers, status, viewsets
from rest_framework.exceptions import NotFound, Throttled
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings

from portal.errors import RuleViolation
from portal.keyset import is_key
from portal.language import present_language
from portal.people import rate_limits
from portal.people.gates import AppointedRequest
from portal.people.models import Appointment, User


class NewestFirst(CursorPagination):
    ordering = "-pk"

    def decode_cursor(self, request: Request) -> Any:
        """A cursor of ours names a key. Raises a 404 for one that was made up."""
        cursor = super().decode_cursor(request)
        if cursor and cursor.position is not None and not is_key(str(cursor.position)):
            raise NotFound(self.invalid_cursor_message)
        return cursor


class Resource(viewsets.GenericViewSet):
    """Calls actions for the signed-in person; a rule's refusal is a 409 with its sentence."""

    permission_classes: Sequence[Any] = (IsAuthenticated,)
    pagination_class = NewestFirst
    lookup_field = "public_id"
    lookup_value_converter = "uuid"

    @property
    def person(self) -> User:
        return cast(User, self.request.user)

    @property
    def appointment(self) -> Appointment:
        """For resources behind HoldsRole."""
        return cast(AppointedRequest, self.request).appointment

    @property
    def language(self) -> str:
        return present_language()

    def count(self, request: Request, action: str, *, key: str = "") -> None:
        """As the page counts it. Raises a 429 when the limit is reached."""
        try:
            rate_limits.count(request._request, action, key=key)
        except rate_limits.RateLimited as reached:
            raise Throttled from reached

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, RuleViolation):
            return Response({"detail": str(exc)}, status.HTTP_409_CONFLICT)
        return super().handle_exception(exc)


class DownloadLink(serializers.HyperlinkedIdentityField):
    """The address of a page's own download, which journals it; null where there is none."""

    def __init__(
        self, view_name: str, there: Callable[[Any], bool] = lambda _: True, **kwargs: Any
    ) -> None:
        self.there = there
        super().__init__(view_name, lookup_field="public_id", allow_null=True, **kwargs)

    def get_url(self, obj: Any, *where: Any) -> str | None:
        return super().get_url(obj, *where) if self.there(obj) else None


class OnceSerializer(serializers.Serializer):
    """Of a verb that makes something of what is there."""

    once = serializers.UUIDField(help_text="Your own: sent twice, it makes one")


def cleaned_body(body: Any, shape: type[serializers.Serializer]) -> dict[str, Any]:
    """What the body says, each thing of its type. Raises a 400 where it is not of that type."""
    read = shape(data=body)
    read.is_valid(raise_exception=True)
    return cast("dict[str, Any]", read.validated_data)


def cleaned_form(form: BaseForm, names: Mapping[str, str] = MappingProxyType({})) -> dict[str, Any]:
    """What the page's form makes of it. Raises a 400 with the page's sentences."""
    if not form.is_valid():
        raise serializers.ValidationError(form_errors(form, names))
    return form.cleaned_data


def form_errors(form: BaseForm, names: Mapping[str, str]) -> dict[str, list[str]]:
    """What a form has against its fields, under the names that the API has for them."""
    by_name: dict[str, list[str]] = {}
    for name, errors in form.errors.items():
        name_here = (
            api_settings.NON_FIELD_ERRORS_KEY if name == "__all__" else names.get(name, name)
        )
        by_name.setdefault(name_here, []).extend(str(error) for error in errors)
    return by_name
