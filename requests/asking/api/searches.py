"""Who could have seen it: a search with its reason, and a request begun from it."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cameras.register.models import Site
from portal.api.resources import cleaned_body, cleaned_form
from requests.asking.actions import footage_requests, searches
from requests.asking.api.acting import POLICE_ONLY, Resource
from requests.asking.forms.searches import CIRCLE, POLYGON, SearchForm
from requests.asking.models import Purpose, Search
from requests.asking.models.request_policies import HARD_RADIUS_METRES
from requests.asking.models.searches import Category


class CornerField(serializers.ListField):
    child = serializers.FloatField()
    min_length = max_length = 2


class SearchSerializer(serializers.Serializer):
    """A circle (`radius_metres` around `point`) or an `area` of at least three corners."""

    case_number = serializers.CharField(max_length=40)
    category = serializers.ChoiceField(choices=Category.choices)
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    place = serializers.CharField(max_length=120, required=False, default="")
    point = CornerField(help_text="Longitude and latitude", min_length=2, max_length=2)
    radius_metres = serializers.IntegerField(
        required=False, min_value=10, max_value=HARD_RADIUS_METRES
    )
    area = serializers.ListField(
        child=CornerField(min_length=2, max_length=2), required=False, max_length=60
    )
    since = serializers.DateTimeField()
    until = serializers.DateTimeField(required=False)

    def form_data(self) -> dict[str, Any]:
        """The same search in the words of the page's form, which holds all the rules."""
        said = self.validated_data
        corners = said.get("area") or []
        return {
            **{name: said[name] for name in ("case_number", "category", "purpose", "place")},
            "lng": said["point"][0],
            "lat": said["point"][1],
            "shape": POLYGON if corners else CIRCLE,
            "radius_metres": said.get("radius_metres"),
            "corners": "\n".join(f"{lat:.7f}, {lng:.7f}" for lng, lat in corners),
            "since": said["since"],
            "until": said.get("until"),
        }


class HitSerializer(serializers.Serializer):
    """A site that could have seen it: never whose it is."""

    site = serializers.UUIDField(source="site.public_id")
    kind = serializers.CharField(source="site.kind")
    cameras = serializers.SerializerMethodField()
    position = serializers.SerializerMethodField()
    is_approximate = serializers.BooleanField(source="site.is_approximate")
    covers = serializers.BooleanField()
    metres = serializers.IntegerField()
    overwritten_at = serializers.DateTimeField(allow_null=True)
    is_gone = serializers.BooleanField()
    is_vouched_for = serializers.BooleanField(source="site.is_vouched_for")

    def get_cameras(self, hit: Any) -> int:
        return len(hit.cameras)

    def get_position(self, hit: Any) -> list[float]:
        return [hit.site.point.x, hit.site.point.y]


class FoundSerializer(serializers.ModelSerializer):
    hits = serializers.SerializerMethodField()

    class Meta:
        model = Search
        fields: ClassVar = [
            "public_id",
            "case_number",
            "category",
            "purpose",
            "place",
            "square_metres",
            "since",
            "until",
            "found",
            "at",
            "hits",
        ]
        read_only_fields = fields

    @extend_schema_field(HitSerializer(many=True))
    def get_hits(self, search: Search) -> list[Any]:
        """Best first; none once the search is older than two hours."""
        hits = self.context.get("hits")
        if hits is None:
            hits = searches.hits_of(search) if search.is_fresh else []
        return list(HitSerializer(hits, many=True).data)


class ChosenSerializer(serializers.Serializer):
    sites = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=200)


class BegunSerializer(serializers.Serializer):
    public_id = serializers.UUIDField(help_text="Of the draft, under requests/")


class SearchViewSet(mixins.RetrieveModelMixin, Resource):
    """Who could have seen it. Every search has a reason and is journalled."""

    serializer_class = FoundSerializer
    queryset = Search.objects.none()  # For the schema: what one may see is below.
    permission_classes = POLICE_ONLY

    def get_queryset(self) -> QuerySet[Search]:
        mine = Search.objects.visible_to(self.request.user).with_commune()
        return mine.filter(commune=self.appointment.commune)

    @extend_schema(request=SearchSerializer, responses={201: FoundSerializer})
    def create(self, request: Request) -> Response:
        """Look for who could have seen it. The reason is journalled, whatever is found."""
        said = SearchSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        commune = self.appointment.commune
        assert commune is not None  # noqa: S101 - police appointments are of a commune
        form = SearchForm(said.form_data(), commune=commune)
        cleaned_form(form)
        hits = searches.find(form.instance, actor=self.person, appointment=self.appointment)
        context = {**self.get_serializer_context(), "hits": hits}
        made = FoundSerializer(form.instance, context=context)
        return Response(made.data, status.HTTP_201_CREATED)

    @extend_schema(request=ChosenSerializer, responses={201: BegunSerializer})
    @action(detail=True, methods=["post"])
    def draft(self, request: Request, public_id: str) -> Response:
        """Begin a request to some of the sites found."""
        wanted = cleaned_body(request.data, ChosenSerializer)["sites"]
        sites = Site.objects.filter(public_id__in=wanted)
        begun = footage_requests.draft(self.get_object(), sites, actor=self.person)
        return Response({"public_id": begun.public_id}, status.HTTP_201_CREATED)
