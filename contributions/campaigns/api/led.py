"""Campaigns as those who lead them have them: drafted, opened, closed."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from contributions.campaigns import actions
from contributions.campaigns.api.campaigns import CampaignSerializer
from contributions.campaigns.api.leading import Leading
from contributions.campaigns.forms.campaigns import CampaignForm
from contributions.campaigns.models import Campaign
from contributions.campaigns.models.campaigns import CampaignQuerySet
from portal.api.resources import cleaned_body, cleaned_form
from portal.areas.models import Hamlet


class DraftSerializer(serializers.Serializer):
    """What is said of a campaign before it opens. The page's form holds the rules."""

    title = serializers.CharField(required=False, allow_blank=True)
    hamlet = serializers.UUIDField(
        required=False, help_text="Needed from who stands for a whole commune; it then stays"
    )
    description = serializers.CharField(required=False, allow_blank=True)
    goal = serializers.IntegerField(required=False, help_text="Whole đồng")
    running_cost = serializers.IntegerField(
        required=False, help_text="Of the goal, for five years, in whole đồng"
    )
    reserve_percent = serializers.IntegerField(required=False)
    managing_unit = serializers.CharField(required=False, allow_blank=True)
    deadline = serializers.DateField(required=False)
    bin = serializers.CharField(required=False, allow_blank=True, help_text="Of the bank")
    number = serializers.CharField(required=False, allow_blank=True, help_text="Of the account")
    holder = serializers.CharField(required=False, allow_blank=True, help_text="Of the account")


class DriveViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Leading):
    """Campaigns of the appointment the person acts in, drafts among them."""

    serializer_class = CampaignSerializer
    queryset = Campaign.objects.none()  # For the schema: what one may see is below.

    def get_queryset(self) -> CampaignQuerySet:
        return self.campaigns().prefetch_related("accounts")

    def filter_queryset(self, queryset: Any) -> Any:
        return queryset

    @extend_schema(request=DraftSerializer, responses={201: CampaignSerializer})
    def create(self, request: Request) -> Response:
        """Prepare a campaign. Nobody else sees it before it opens."""
        form = CampaignForm(
            _keyed(cleaned_body(request.data, DraftSerializer)), appointment=self.appointment
        )
        cleaned_form(form)
        hamlet = self.appointment.hamlet or form.cleaned_data["hamlet"]
        made = actions.draft_campaign(hamlet, actor=self.person, bank=form.bank, **form.facts)
        return self._shown(made, status.HTTP_201_CREATED)

    @extend_schema(request=DraftSerializer, responses=CampaignSerializer)
    @action(detail=True, methods=["post"])
    def change(self, request: Request, public_id: str) -> Response:
        """Change a campaign that has not opened; what is not said stays as it is."""
        campaign = self.get_object()
        blank = CampaignForm(appointment=self.appointment, campaign=campaign)
        said = {**blank.initial, **_keyed(cleaned_body(request.data, DraftSerializer))}
        form = CampaignForm(said, appointment=self.appointment, campaign=campaign)
        cleaned_form(form)
        return self._turn(actions.change_draft, campaign, bank=form.bank, **form.facts)

    @extend_schema(request=None, responses=CampaignSerializer)
    @action(detail=True, methods=["post"])
    def open(self, request: Request, public_id: str) -> Response:
        """From now on the campaign is public and gifts can be booked."""
        return self._turn(actions.open_campaign, self.get_object())

    @extend_schema(request=None, responses=CampaignSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, public_id: str) -> Response:
        """No new pledges; money that still comes is booked."""
        return self._turn(actions.close_campaign, self.get_object())

    @extend_schema(request=None, responses=CampaignSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, public_id: str) -> Response:
        """The campaign goes on, until its last day."""
        return self._turn(actions.reopen_campaign, self.get_object())

    def _turn(self, act: Callable[..., Campaign], campaign: Campaign, **facts: Any) -> Response:
        return self._shown(act(campaign, actor=self.person, **facts))

    def _shown(self, campaign: Campaign, code: int = status.HTTP_200_OK) -> Response:
        fresh = self.get_queryset().get(pk=campaign.pk)
        return Response(self.get_serializer(fresh).data, code)


def _keyed(said: dict[str, Any]) -> dict[str, Any]:
    """The form knows hamlets by their keys."""
    if "hamlet" not in said:
        return said
    known = Hamlet.objects.filter(public_id=said["hamlet"]).values_list("pk", flat=True)
    return said | {"hamlet": known.first() or 0}
