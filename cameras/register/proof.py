"""Prove that consents are what the journal says was decided, in the words that were shown."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC
from ipaddress import ip_address

from django.db.models import CharField, F, Func, Value
from django.db.models.functions import Cast

from cameras.register.consent_texts import TEXTS, WORDS
from cameras.register.models import Consent, ConsentText, ShownText, Site
from cameras.register.verbs import Verb
from portal.journal.comparisons import (
    digest_of,
    entries_of,
    fact,
    in_lots,
    in_step,
    is_of_its_time,
    strays,
)
from portal.journal.fault import Fault
from portal.journal.models import Entry


def digest_of_consent(consent: Consent) -> str:
    """SHA-256 over the whole decision: what, whose, to which words, when, how it came in."""
    return digest_of(
        [
            str(consent.site.public_id),
            str(consent.camera.public_id) if consent.camera else None,
            str(consent.purpose),
            consent.granted,
            [consent.text.version, consent.text.language, consent.shown_id],
            [consent.person_id, consent.witness_id, str(consent.channel)],
            [str(ip_address(consent.ip)) if consent.ip else None, consent.user_agent],
            consent.at.astimezone(UTC).isoformat(),
        ]
    )


def faults() -> Iterator[Fault]:
    """Of consents, of the words as shown, and of the published words."""
    yield from strays("site", Site.objects.all())
    for lot in in_lots(Site.objects.order_by("pk").values_list("pk", flat=True)):
        yield from _faults_in_consents(lot)
    yield from _faults_in_words()


def _faults_in_consents(sites: list[int]) -> Iterator[Fault]:
    decided: dict[str, list[Consent]] = defaultdict(list)
    rows = Consent.objects.filter(site__in=sites).select_related("site", "camera", "text")
    for row in rows.defer("site__point", "camera__view").order_by("pk"):
        decided[row.site.stream].append(row)
    streams = Site.objects.filter(pk__in=sites).only("public_id")
    entries = entries_of([site.stream for site in streams], [Verb.AGREED, Verb.REFUSED])
    for stream in sorted(decided.keys() | entries.keys()):
        for consent, entry in in_step(decided.get(stream, []), entries.get(stream, [])):
            if says := _fault_of(consent, entry):
                yield Fault(says, stream, entry.number if entry else 0)
                break  # After a row too many or too few every pair would differ.


def _fault_of(consent: Consent | None, entry: Entry | None) -> str:
    if consent is None:
        return "the consent that this entry tells of was removed from its table."
    if entry is None:
        return f"a consent ({consent}) was put into the table, and the journal knows nothing of it."
    verb = Verb.AGREED if consent.granted else Verb.REFUSED
    if entry.verb != verb or fact(entry, "digest") != digest_of_consent(consent):
        return f"a consent is not what this entry says was decided: the table has “{consent}” now."
    if not is_of_its_time(consent.at, entry):
        return "a consent is of another time than this entry."
    return ""


def _faults_in_words() -> Iterator[Fault]:
    recomputed = Func(
        Func(
            Func(F("text"), Value("UTF8"), function="convert_to"),
            function="sha256",
        ),
        Value("hex"),
        function="encode",
        output_field=CharField(),
    )
    changed = ShownText.objects.exclude(sha256=Cast(recomputed, CharField()))
    for sha256 in changed.values_list("sha256", flat=True):
        yield Fault(f"words as shown {sha256[:12]}: they are not what their digest says any more.")
    rows = {(row.purpose, row.version, row.language): row for row in ConsentText.objects.all()}
    for text in TEXTS.all:
        row = rows.get((text.purpose, text.version, text.language))
        written = {name: getattr(row, name) for name in WORDS if getattr(row, name)} if row else {}
        if row is None or written != text.parts or row.sha256 != text.sha256:
            yield Fault(f"the words of consent {text.purpose} {text.name} are not the published.")
