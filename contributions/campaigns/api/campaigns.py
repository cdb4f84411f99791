"""Campaigns over the API: read by anyone, like their pages; drafted and opened by who leads."""

from collections.abc import Callable
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from contributions.books.models import LedgerEntry
from contributions.campaigns import actions
from contributions.campaigns.api.giver_names import NamingSerializer
from contributions.campaigns.api.pledges import OwnPledgeSerializer, PledgeBodySerializer
from contributions.campaigns.api.second_counters import ReasonSerializer
from contributions.campaigns.api.stewards import StewardsResource
from contributions.campaigns.figures import figures_of
from contributions.campaigns.forms.campaigns import CampaignForm
from contributions.campaigns.forms.pledges import PledgeForm
from contributions.campaigns.forms.second_counters import ReasonForm
from contributions.campaigns.giver_names import present_text_name, wording
from contributions.campaigns.ledger_table import content_of, entries_of
from contributions.campaigns.models import BankAccount, Campaign, CampaignQuerySet
from contributions.campaigns.models.campaigns import READERS
from portal.api.resources import NewestFirst, cleaned_body, cleaned_form
from portal.areas.models import Hamlet
from portal.people.gates import acting_appointment


class FiguresSerializer(serializers.Serializer):
    """Whole đồng; confirmed money only."""

    goal = serializers.IntegerField()
    received = serializers.IntegerField()
    spent = serializers.IntegerField()
    balance = serializers.IntegerField()
    reserve = serializers.IntegerField()
    months = serializers.IntegerField()


class AccountSerializer(serializers.ModelSerializer):
    """Where transfers go. A second person confirms it; it stays once the campaign has opened."""

    bank = serializers.CharField(read_only=True, help_text="Its short name")

    class Meta:
        model = BankAccount
        fields: ClassVar = ["public_id", "bin", "bank", "number", "holder", "status"]
        read_only_fields = fields


class CampaignSerializer(serializers.ModelSerializer):
    commune = serializers.CharField(source="commune.code", read_only=True)
    hamlet = serializers.CharField(source="hamlet.__str__", read_only=True)
    account = AccountSerializer(source="bank_account", read_only=True, allow_null=True)
    figures = serializers.SerializerMethodField()

    class Meta:
        model = Campaign
        fields: ClassVar = [
            "public_id",
            "title",
            "description",
            "commune",
            "hamlet",
            "status",
            "basis",
            "running_cost",
            "reserve_percent",
            "managing_unit",
            "deadline",
            "opened_at",
            "closed_at",
            "gift_count",
            "account",
            "figures",
        ]
        read_only_fields = fields

    @extend_schema_field(FiguresSerializer)
    def get_figures(self, campaign: Campaign) -> dict[str, Any]:
        return dict(FiguresSerializer(figures_of(campaign)).data)


class LedgerEntrySerializer(serializers.ModelSerializer):
    """One line; the giver's name stands as the giver chose."""

    content = serializers.SerializerMethodField()
    receipt_number = serializers.CharField(
        source="gift.receipt_number", read_only=True, allow_null=True
    )
    reverses = serializers.IntegerField(source="reverses.number", read_only=True, allow_null=True)

    class Meta:
        model = LedgerEntry
        fields: ClassVar = [
            "number",
            "kind",
            "on",
            "content",
            "receipt_number",
            "reverses",
            "received",
            "spent",
            "balance",
        ]
        read_only_fields = fields

    def get_content(self, entry: LedgerEntry) -> str:
        return content_of(entry)


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


class SeenSerializer(serializers.Serializer):
    """Which account was looked at: it may have been changed since."""

    account = serializers.UUIDField(help_text="The account's `public_id`")


class AccountRefusalSerializer(SeenSerializer, ReasonSerializer):
    """Which account is not as it should be, and why."""


class NewDraftSerializer(DraftSerializer):
    once = serializers.UUIDField(help_text="Your own: sent twice, it drafts one campaign")


class ByNumber(NewestFirst):
    ordering = "-number"


class CampaignViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, StewardsResource):
    """Campaigns that have opened, newest first; those of the appointment one acts in under `own`.

    One's own are read with their drafts, and supervisors read them as well.
    """

    serializer_class = CampaignSerializer
    queryset = Campaign.objects.none()  # For the schema: what one may see is below.
    open_to_anybody = frozenset({"list", "retrieve", "ledger", "pledge", "naming"})
    open_to_readers = frozenset({"own"})

    def get_queryset(self) -> CampaignQuerySet:
        return self._campaigns().with_area().prefetch_related("accounts")

    def _campaigns(self) -> CampaignQuerySet:
        if self.action not in self.open_to_anybody:
            return self.campaigns()
        public = Campaign.objects.public()
        if self.action != "retrieve":
            return public
        appointment = acting_appointment(self.request._request, *READERS)
        return public | Campaign.objects.of_appointment(appointment)

    def filter_queryset(self, queryset: Any) -> Any:
        commune = self.request.query_params.get("commune") if self.action == "list" else None
        return queryset.filter(commune__code=commune) if commune else queryset

    @extend_schema(parameters=[OpenApiParameter("commune", str, description="A commune's code.")])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(responses=CampaignSerializer(many=True))
    @action(detail=False)
    def own(self, request: Request) -> Response:
        """Campaigns of the appointment the person acts in, drafts among them."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(request=NewDraftSerializer, responses={201: CampaignSerializer})
    def create(self, request: Request) -> Response:
        """Prepare a campaign. Nobody else sees it before it opens."""
        body = _keyed(cleaned_body(request.data, NewDraftSerializer))
        form = CampaignForm(body, appointment=self.appointment)
        cleaned_form(form)
        hamlet = self.appointment.hamlet or form.cleaned_data["hamlet"]
        once = form.cleaned_data["once"]
        drafted = actions.draft_campaign(hamlet, form.facts, actor=self.person, once=once)
        return self._answer(drafted, status.HTTP_201_CREATED)

    @extend_schema(request=DraftSerializer, responses=CampaignSerializer)
    @action(detail=True, methods=["post"])
    def change(self, request: Request, public_id: str) -> Response:
        """Change a campaign that has not opened; what is not said stays as it is."""
        campaign = self.get_object()
        blank = CampaignForm(appointment=self.appointment, campaign=campaign)
        body = {**blank.initial, **_keyed(cleaned_body(request.data, DraftSerializer))}
        form = CampaignForm(body, appointment=self.appointment, campaign=campaign)
        cleaned_form(form)
        return self._answer(actions.change_draft(campaign, form.facts, actor=self.person))

    @extend_schema(request=SeenSerializer, responses=CampaignSerializer)
    @action(detail=True, methods=["post"], url_path="confirm-account")
    def confirm_account(self, request: Request, public_id: str) -> Response:
        """The account is confirmed by another person than wrote it."""
        campaign = self.get_object()
        seen = cleaned_body(request.data, SeenSerializer)["account"]
        actions.confirm_account(campaign, actor=self.person, seen=seen)
        return self._answer(campaign)

    @extend_schema(request=AccountRefusalSerializer, responses=CampaignSerializer)
    @action(detail=True, methods=["post"], url_path="refuse-account")
    def refuse_account(self, request: Request, public_id: str) -> Response:
        """The account is not as it should be; the campaign does not open with it."""
        campaign = self.get_object()
        body = cleaned_body(request.data, AccountRefusalSerializer)
        reason = cleaned_form(ReasonForm(body))["reason"]
        actions.refuse_account(campaign, actor=self.person, seen=body["account"], reason=reason)
        return self._answer(campaign)

    @extend_schema(request=None, responses=CampaignSerializer)
    @action(detail=True, methods=["post"])
    def open(self, request: Request, public_id: str) -> Response:
        """From now on the campaign is public and gifts can be booked."""
        return self._pressed(actions.open_campaign)

    @extend_schema(request=None, responses=CampaignSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, public_id: str) -> Response:
        """No new pledges; money that still comes is booked."""
        return self._pressed(actions.close_campaign)

    @extend_schema(request=None, responses=CampaignSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, public_id: str) -> Response:
        """The campaign goes on, until its last day."""
        return self._pressed(actions.reopen_campaign)

    def _pressed(self, act: Callable[..., Campaign]) -> Response:
        return self._answer(act(self.get_object(), actor=self.person))

    def _answer(self, campaign: Campaign, code: int = status.HTTP_200_OK) -> Response:
        fresh = self.get_queryset().get(pk=campaign.pk)
        return Response(self.get_serializer(fresh).data, code)

    @extend_schema(responses=LedgerEntrySerializer(many=True))
    @action(detail=True, pagination_class=ByNumber)
    def ledger(self, request: Request, public_id: str) -> Response:
        """The campaign's book line by line, newest first. Lines are never changed or deleted."""
        page = self.paginate_queryset(entries_of(self.get_object()))
        return self.get_paginated_response(LedgerEntrySerializer(page, many=True).data)

    @extend_schema(request=PledgeBodySerializer, responses={201: OwnPledgeSerializer})
    @action(detail=True, methods=["post"])
    def pledge(self, request: Request, public_id: str) -> Response:
        """Pledge a transfer; the answer has its memo and its QR. Nobody needs to sign in."""
        campaign = self.get_object()
        form = PledgeForm(cleaned_body(request.data, PledgeBodySerializer))
        cleaned_form(form)
        self.count(request, "contributions_pledge")
        made = actions.make_pledge(campaign, form.facts, actor=self.signed_in)
        answer = OwnPledgeSerializer(made, context=self.get_serializer_context())
        return Response(answer.data, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=NamingSerializer)
    @action(detail=False, pagination_class=None)
    def naming(self, request: Request) -> Response:
        """What a giver reads before choosing how the name stands in public."""
        return Response({"wording": wording(), "words": present_text_name()})


def _keyed(cleaned: dict[str, Any]) -> dict[str, Any]:
    """The form knows hamlets by their keys."""
    if "hamlet" not in cleaned:
        return cleaned
    hamlets = Hamlet.objects.filter(public_id=cleaned["hamlet"])
    return cleaned | {"hamlet": hamlets.values_list("pk", flat=True).first() or 0}
