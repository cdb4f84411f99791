"""What the resources of both wings share: the police's gate, and what is so after an action."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiResponse
from rest_framework.response import Response

from portal.api import resources
from portal.people.gates import HoldsRole
from portal.people.models import POLICE
from requests.asking.models.searches import IN_CHARGE

BEYOND_LIMITS = OpenApiResponse(
    description="Beyond what the commune's police may ask; `detail` says which limit it is"
)
POLICE_ONLY = [HoldsRole.of(*POLICE)]
IN_CHARGE_ONLY = [HoldsRole.of(*IN_CHARGE)]


class Resource(resources.Resource):
    def done(self, act: Callable[..., Any], row: Any, **facts: Any) -> Response:
        """What has become of `row`."""
        act(row, actor=self.person, **facts)
        return self.now()

    def now(self) -> Response:
        return Response(self.get_serializer(self.get_object()).data)
