"""Who could have seen it: a search with its reason, and a request begun from it."""

from typing import Any, ClassVar

from django.contrib.gis.geos import Point, Polygon
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cameras.register import geometry
from cameras.register.models import Site
from cameras.register.search import Hit
from portal.api.resources import cleaned_body
from portal.areas.models import Commune
from portal.errors import RuleViolation
from requests.asking.actions import footage_requests
from requests.asking.actions.searches import SearchFacts, find_cameras
from requests.asking.api import BEYOND_LIMITS, IN_CHARGE_ONLY, POLICE_ONLY, Resource
from requests.asking.areas import area_within, is_on_the_map
from requests.asking.hits import hits_of
from requests.asking.models import RequestPolicy, Search, SearchPurpose
from requests.asking.models.incidents import Category, case_form
from requests.asking.models.request_policies import HARD_RADIUS_METRES
from requests.asking.models.searches import LONGEST_CASE_NUMBER

REASON = ("case_number", "category", "purpose", "location_text")


class CornerField(serializers.ListField):
    """Longitude and latitude of a place that a shape may be made of."""

    child = serializers.FloatField()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs, min_length=2, max_length=2)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        corner = super().run_validation(data)
        if not is_on_the_map(*corner):
            raise serializers.ValidationError(_("This is not a longitude and a latitude."))
        return corner


class SearchSerializer(serializers.Serializer):
    """A circle (`radius_metres` around `point`) or an `area` of at least three corners."""

    case_number = serializers.CharField(max_length=40)
    category = serializers.ChoiceField(choices=Category.choices)
    purpose = serializers.ChoiceField(choices=SearchPurpose.choices)
    location_text = serializers.CharField(max_length=120, required=False, default="")
    point = CornerField(help_text="Longitude and latitude")
    radius_metres = serializers.IntegerField(
        required=False, min_value=10, max_value=HARD_RADIUS_METRES
    )
    area = serializers.ListField(child=CornerField(), required=False, max_length=60)
    since = serializers.DateTimeField()
    until = serializers.DateTimeField(required=False)
    once = serializers.UUIDField(help_text="Your own: sent twice with the same facts, one search")

    def validate_case_number(self, number: str) -> str:
        """Upper case may be longer than what was typed: ß becomes SS."""
        number = case_form(number)
        if not 0 < len(number) <= LONGEST_CASE_NUMBER:
            raise serializers.ValidationError(_("A case number has 40 letters at most."))
        return number

    def validate_area(self, outline: list[list[float]]) -> Polygon | None:
        try:
            return area_within([(lng, lat) for lng, lat in outline]) if outline else None
        except RuleViolation as refusal:
            raise serializers.ValidationError(str(refusal)) from refusal

    def facts(self, commune: Commune) -> SearchFacts:
        cleaned = self.validated_data
        lng, lat = cleaned["point"]
        point = Point(lng, lat, srid=4326)
        drawn, radius = cleaned.get("area"), cleaned.get("radius_metres")
        if not (drawn or radius):
            radius = RequestPolicy.objects.of(commune).radius_metres
        return SearchFacts(
            **{name: cleaned[name] for name in REASON},
            point=point,
            area=drawn or geometry.circle(point, radius),
            radius_metres=None if drawn else radius,
            since=cleaned["since"],
            until=cleaned.get("until"),
        )


class HitSerializer(serializers.Serializer):
    """A site that could have seen it: never whose it is."""

    site = serializers.UUIDField(source="site.public_id")
    kind = serializers.CharField(source="site.kind")
    cameras = serializers.IntegerField()
    position = serializers.ListField(child=serializers.FloatField())
    is_approximate = serializers.BooleanField(source="site.is_approximate")
    covers = serializers.BooleanField()
    metres = serializers.IntegerField(allow_null=True)
    overwritten_at = serializers.DateTimeField(allow_null=True)
    is_gone = serializers.BooleanField()
    is_vouched_for = serializers.BooleanField(source="site.is_vouched_for")

    def to_representation(self, hit: Hit) -> dict[str, Any]:
        """By hand: field by field, 200 hits take longer to write down than to find."""
        site, when = hit.site, self.fields["overwritten_at"].to_representation
        return {
            "site": str(site.public_id),
            "kind": site.kind,
            "cameras": len(hit.cameras),
            "position": list(site.point.coords),
            "is_approximate": site.is_approximate,
            "covers": hit.covers,
            "metres": None if hit.metres is None else round(hit.metres),
            "overwritten_at": when(hit.overwritten_at) if hit.overwritten_at else None,
            "is_gone": hit.is_gone,
            "is_vouched_for": site.is_vouched_for,
        }


class SearchHitsSerializer(serializers.ModelSerializer):
    hit_count = serializers.IntegerField(read_only=True)
    hits = serializers.SerializerMethodField()

    class Meta:
        model = Search
        fields: ClassVar = [
            "public_id",
            "case_number",
            "category",
            "purpose",
            "location_text",
            "square_metres",
            "since",
            "until",
            "hit_count",
            "at",
            "hits",
        ]
        read_only_fields = fields

    @extend_schema_field(HitSerializer(many=True))
    def get_hits(self, search: Search) -> list[Any]:
        """Best first; none once the search is older than two hours."""
        hits = self.context.get("hits")
        if hits is None:
            hits = hits_of(search) if search.is_fresh else []
        return list(HitSerializer(hits, many=True).data)


class SitesToAskSerializer(serializers.Serializer):
    sites = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=200)
    once = serializers.UUIDField(
        help_text="Your own: sent twice with the same sites, it begins one request"
    )


class DraftSerializer(serializers.Serializer):
    public_id = serializers.UUIDField(help_text="Of the draft, under requests/")


class SearchViewSet(mixins.RetrieveModelMixin, Resource):
    """Who could have seen it. Every search has a reason and is journalled."""

    serializer_class = SearchHitsSerializer
    queryset = Search.objects.none()  # For the schema: what one may see is below.
    permission_classes = POLICE_ONLY

    def get_queryset(self) -> QuerySet[Search]:
        return Search.objects.visible_in(self.appointment.commune_id, self.person).with_commune()

    @extend_schema(
        request=SearchSerializer, responses={201: SearchHitsSerializer, 409: BEYOND_LIMITS}
    )
    def create(self, request: Request) -> Response:
        """Look for who could have seen it. The reason is journalled, whatever is found."""
        sent = SearchSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        appointment = self.appointment
        commune = appointment.commune
        assert commune is not None  # noqa: S101 - police appointments are of a commune
        facts = sent.facts(commune)
        once = sent.validated_data["once"]
        search, hits = find_cameras(facts, actor=self.person, appointment=appointment, once=once)
        context = {**self.get_serializer_context(), "hits": hits}
        body = SearchHitsSerializer(search, context=context)
        return Response(body.data, status.HTTP_201_CREATED)

    @extend_schema(request=SitesToAskSerializer, responses={201: DraftSerializer})
    @action(detail=True, methods=["post"], permission_classes=IN_CHARGE_ONLY)
    def draft(self, request: Request, public_id: str) -> Response:
        """Begin a request to some of the sites found."""
        cleaned = cleaned_body(request.data, SitesToAskSerializer)
        sites = Site.objects.filter(public_id__in=cleaned["sites"])
        draft = footage_requests.draft(
            self.get_object(), sites, actor=self.person, once=cleaned["once"]
        )
        return Response({"public_id": draft.public_id}, status.HTTP_201_CREATED)
