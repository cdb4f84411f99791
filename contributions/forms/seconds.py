"""The second pair of eyes: who may confirm, and why something is not so."""

from collections.abc import Iterable
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.forms.fields import LineField
from contributions.models import Campaign, Receipt, Reversal
from contributions.stewards import seconds_for
from portal.people.models import Post, User


def offer_seconds(field: Any, posts: Iterable[Post]) -> None:
    """Each person once, by name and post, in the order of `posts`; one alone is chosen already."""
    labels: dict[int, str] = {}
    for post in posts:
        labels.setdefault(post.person_id, second_label(post))
    field.queryset = User.objects.filter(pk__in=labels)
    field.choices = [("", field.empty_label), *labels.items()]
    if len(labels) == 1:
        field.initial = next(iter(labels))


def second_label(post: Post) -> str:
    """ "Ông Lê Văn Tư, thủ quỹ": the way people are named at a meeting."""
    name = f"{post.person.honorific} {post.person.full_name}".strip()
    return f"{name[:1].upper()}{name[1:]}, {str(post.get_role_display()).lower()}"


class ReasonForm(forms.Form):
    reason = LineField(
        label=_("Why"),
        max_length=200,
        help_text=_("One sentence; it stays in the ledger. No names or phone numbers."),
    )


class ReversalForm(ReasonForm):
    second = forms.ModelChoiceField(
        label=_("Who confirms it"),
        queryset=User.objects.none(),
        empty_label=_("Choose a person"),
    )

    def __init__(self, *args: Any, campaign: Campaign, first: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer_seconds(self.fields["second"], seconds_for(campaign, first))


class SecondForm(forms.Form):
    second = forms.ModelChoiceField(
        label=_("Ask somebody else"),
        queryset=User.objects.none(),
        empty_label=_("Choose a person"),
    )

    def __init__(self, *args: Any, posts: Iterable[Post], **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer_seconds(self.fields["second"], posts)

    @classmethod
    def of_gift(cls, receipt: Receipt, data: Any = None) -> Self:
        posts = seconds_for(receipt.campaign, receipt.first_counter, receipt.channel)
        return cls(data, posts=posts.exclude(person=receipt.second_counter_id))

    @classmethod
    def of_reversal(cls, reversal: Reversal, data: Any = None) -> Self:
        posts = seconds_for(reversal.receipt.campaign, reversal.asked_by)
        return cls(data, posts=posts.exclude(person=reversal.second_id))


class ForgetForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why"), choices=Receipt.Ground.choices, widget=forms.RadioSelect
    )
