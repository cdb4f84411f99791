# ruff: noqa: S608  # Every part of these statements is written here.
"""What the database's owner does to the journal, to its roots and to rows, and whether it is found.

Each kind is a function that changes something as the owner can: in SQL, with every trigger off,
and with hashes computed anew where he knows how. 1,000 of them, seeded, each in a savepoint on one
small portal. What cannot be found stands under `UNSEEN`, with the reason.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import chain
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import connection, transaction
from django.utils import timezone

from portal.journal.comparisons import faults_of_rows
from portal.journal.models import GENESIS, Entry, Head, Root
from portal.journal.proof import faults, hash_of, statement_of
from tests.contributions.factories import make_pledge
from tests.journal.portal_of_a_week import Week, lived

TAMPERINGS = 1000
ANOTHER = "f" * 64

Kind = Callable[[Random, Week], None]
SEEN: list[Kind] = []
UNSEEN: dict[Kind, str] = {}


# Where a kind is looked for first, or in the journal itself: this costs less and changes nothing.
FIRST: dict[Kind, str] = {}


def seen(kind: Kind) -> Kind:
    SEEN.append(kind)
    return kind


def seen_by(proof: str) -> Callable[[Kind], Kind]:
    def told(kind: Kind) -> Kind:
        FIRST[kind] = proof
        return seen(kind)

    return told


def unseen(reason: str) -> Callable[[Kind], Kind]:
    def told(kind: Kind) -> Kind:
        UNSEEN[kind] = reason
        return kind

    return told


def sql(statement: str, *values: Any) -> int:
    """How many rows were changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        changed: int = cursor.rowcount
    return changed


def one_of(table: str, random: Random, where: str = "true") -> int:
    """The id of some row of the table."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} WHERE {where} ORDER BY id")
        ids: list[int] = [row[0] for row in cursor.fetchall()]
    return random.choice(ids)


def change(random: Random, table: str, columns: dict[str, Any], where: str = "true") -> None:
    """One column of one row says something else than it did."""
    row, column = one_of(table, random, where), random.choice(sorted(columns))
    value = columns[column]
    expression = value if isinstance(value, str) else random.choice(value)
    changed = sql(
        f"UPDATE {table} SET {column} = {expression}"
        f" WHERE id = %s AND {column} IS DISTINCT FROM {expression}",
        row,
    )
    if not changed:  # It says so already; another row, then.
        change(random, table, columns, where)


# HASHES COMPUTED ANEW


def sealed_streams() -> list[str]:
    return sorted(set(Head.objects.values_list("stream", flat=True)))


def put_in(stream: str, at: datetime, *, like: Entry | None = None) -> None:
    """An entry at the end of the stream, as the portal itself would chain it."""
    last = Entry.objects.of(stream).last()
    entry = Entry(
        stream=stream,
        number=last.number + 1 if last else 1,
        at=at,
        actor_id=like.actor_id if like else None,
        verb=like.verb if like else "viewed",
        facts=like.facts if like else {},
        subject=like.subject if like else "",
        previous_hash=last.hash if last else GENESIS,
    )
    write(entry)


def write(entry: Entry) -> None:
    entry.hash = hash_of(entry)
    columns = ["stream", "number", "at", "actor_id", "verb", "subject", "previous_hash", "hash"]
    values = [*(getattr(entry, column) for column in columns), json.dumps(entry.facts)]
    columns.append("facts")
    marks = ", ".join(["%s"] * len(columns))
    sql(f"INSERT INTO journal_entry ({', '.join(columns)}) VALUES ({marks})", *values)


def chain_anew(stream: str) -> None:
    """Numbers, links and hashes of the whole stream, so that it holds by itself."""
    entries = sorted(Entry.objects.of(stream), key=lambda entry: (entry.number, entry.pk))
    sql("DELETE FROM journal_entry WHERE stream = %s", stream)
    previous = GENESIS
    for number, entry in enumerate(entries, start=1):
        entry.number, entry.previous_hash = number, previous
        write(entry)
        previous = entry.hash


def sign_anew(roots: list[Root]) -> None:
    """With a key of one's own; whoever has the portal's is told by a copied root alone."""
    key = Ed25519PrivateKey.generate()
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    previous = None
    for root in roots:
        if previous:
            root.previous_digest = previous.digest
        root.digest = statement_of(root, root.heads.all())
        sql(
            "UPDATE journal_root SET previous_digest = %s, digest = %s, signature = %s,"
            " public_key = %s WHERE id = %s",
            root.previous_digest,
            root.digest,
            key.sign(root.digest.encode()),
            pem,
            root.pk,
        )
        previous = root


def long_before(random: Random) -> datetime:
    return timezone.now() - timedelta(hours=random.randint(48, 24 * 400), seconds=random.random())


# ENTRIES


@seen
def an_entry_says_something_else(random: Random, week: Week) -> None:
    columns = {
        "verb": "'approved'",
        "facts": ["'{}'", "facts || '{\"x\": 1}'", "'[]'", "'7'", "'null'"],
        "subject": "'somebody'",
        "actor_id": "(SELECT max(id) FROM people_user)",
        "hash": f"'{ANOTHER}'",
        "previous_hash": f"'{ANOTHER}'",
        "stream": ["stream || 'x'", "'site:new'"],
        "number": ["number + 100", "number + 7"],
    }
    change(random, "journal_entry", columns)


@seen
def an_entry_is_of_another_time(random: Random, week: Week) -> None:
    shift = random.choice(["1 microsecond", "1 hour", "26 hours", "400 days", "90 years"])
    sign = random.choice("+-")
    entry = one_of("journal_entry", random)
    sql(f"UPDATE journal_entry SET at = at {sign} interval '{shift}' WHERE id = %s", entry)


@seen
def an_entry_is_of_no_time(random: Random, week: Week) -> None:
    at = random.choice(["infinity", "-infinity", "9999-01-01", "0044-03-15 BC", "1970-01-01"])
    sql(f"UPDATE journal_entry SET at = '{at}' WHERE id = %s", one_of("journal_entry", random))


@seen
def an_entry_is_gone(random: Random, week: Week) -> None:
    stream = random.choice(sealed_streams())
    head = Head.objects.filter(stream=stream).order_by("-number")[0]
    number = random.randint(1, head.number)
    sql("DELETE FROM journal_entry WHERE stream = %s AND number = %s", stream, number)


@seen
def the_end_of_a_stream_is_gone(random: Random, week: Week) -> None:
    stream = random.choice(sealed_streams())
    head = Head.objects.filter(stream=stream).order_by("-number")[0]
    number = random.randint(1, head.number)
    sql("DELETE FROM journal_entry WHERE stream = %s AND number >= %s", stream, number)


@seen
def an_entry_is_rewritten_and_all_after_it(random: Random, week: Week) -> None:
    stream = random.choice(sealed_streams())
    head = Head.objects.filter(stream=stream).order_by("-number")[0]
    number = random.randint(1, head.number)
    fact = '{"place": 99}'
    sql(
        "UPDATE journal_entry SET facts = facts || %s WHERE stream = %s AND number = %s",
        fact,
        stream,
        number,
    )
    chain_anew(stream)


@seen
def an_entry_is_put_between(random: Random, week: Week) -> None:
    stream = random.choice(sealed_streams())
    head = Head.objects.filter(stream=stream).order_by("-number")[0]
    at = Entry.objects.of(stream).get(number=random.randint(1, head.number))
    later = Entry.objects.of(stream).filter(number__gte=at.number)
    for entry in later.order_by("-number"):
        sql("UPDATE journal_entry SET number = number + 1 WHERE id = %s", entry.pk)
    write(Entry(stream=stream, number=at.number, at=at.at, verb="viewed", previous_hash=GENESIS))
    chain_anew(stream)


@seen
def two_entries_are_swapped(random: Random, week: Week) -> None:
    stream = random.choice(
        [name for name in sealed_streams() if Entry.objects.of(name).count() > 1]
    )
    one, other = random.sample(list(Entry.objects.of(stream)), 2)
    swap = "UPDATE journal_entry SET number = %s WHERE id = %s"
    sql(swap, 9999, one.pk)
    sql(swap, one.number, other.pk)
    sql(swap, other.number, one.pk)
    if random.random() < 0.5:
        chain_anew(stream)


@seen
def a_stream_is_gone(random: Random, week: Week) -> None:
    sql("DELETE FROM journal_entry WHERE stream = %s", random.choice(sealed_streams()))


@seen
def a_stream_is_called_otherwise(random: Random, week: Week) -> None:
    stream, name = random.choice(sealed_streams()), f"other:{uuid4()}"
    sql("UPDATE journal_entry SET stream = %s WHERE stream = %s", name, stream)
    chain_anew(name)


@seen
def an_entry_is_appended_and_dated_back(random: Random, week: Week) -> None:
    like = random.choice(list(Entry.objects.all()))
    put_in(random.choice(sealed_streams()), long_before(random), like=like)


@seen
def a_stream_is_begun_and_dated_back(random: Random, week: Week) -> None:
    stream = f"{random.choice(['search', 'people', 'site', 'other'])}:{uuid4()}"
    at = long_before(random)
    for more in range(random.randint(1, 4)):
        put_in(stream, at + timedelta(minutes=more))


@seen
def a_stream_is_copied_under_another_name(random: Random, week: Week) -> None:
    stream = random.choice([entry.stream for entry in Entry.objects.filter(number=1)])
    entries = [entry for entry in Entry.objects.of(stream) if _is_old(entry.at)]
    name = f"other:{uuid4()}"
    for entry in entries:
        put_in(name, entry.at, like=entry)


@seen
def an_entry_is_dated_forward(random: Random, week: Week) -> None:
    ahead = timedelta(hours=random.randint(30, 24 * 400))
    put_in(random.choice(sealed_streams()), timezone.now() + ahead)


def _is_old(at: datetime) -> bool:
    return at < timezone.now() - timedelta(hours=48)


# ROOTS


@seen
def a_root_says_something_else(random: Random, week: Week) -> None:
    columns = {
        "digest": f"'{ANOTHER}'",
        "previous_digest": f"'{ANOTHER}'",
        "signature": ["'\\x00'", "'\\x'", "signature || '\\x00'"],
        "public_key": ["'mine'", "public_key || ' '", "''"],
        "at": ["at + interval '1 second'", "at - interval '400 days'", "'infinity'", "now()"],
        "number": ["number + 100"],
    }
    change(random, "journal_root", columns)


@seen
def a_head_says_something_else(random: Random, week: Week) -> None:
    columns = {
        "number": ["number + 1", "number + 100"],
        "hash": f"'{ANOTHER}'",
        "stream": "stream || 'x'",
        "root_id": "(SELECT max(id) + 1 FROM journal_root)",
    }
    change(random, "journal_head", columns)


@seen
def a_head_is_gone_or_put_in(random: Random, week: Week) -> None:
    if random.random() < 0.5:
        sql("DELETE FROM journal_head WHERE id = %s", one_of("journal_head", random))
    else:
        sql(
            "INSERT INTO journal_head (root_id, stream, number, hash) VALUES (%s, %s, 1, %s)",
            one_of("journal_root", random),
            f"other:{uuid4()}",
            ANOTHER,
        )


@seen
def a_root_is_gone(random: Random, week: Week) -> None:
    newest = Root.objects.order_by("-number")[0]
    root = one_of("journal_root", random, f"number < {newest.number}")
    _remove_roots([root])


@seen
def the_newest_roots_are_gone(random: Random, week: Week) -> None:
    count = Root.objects.count()
    _remove_roots(
        [root.pk for root in Root.objects.order_by("-number")[: random.randint(2, count)]]
    )


def _remove_roots(roots: list[int]) -> None:
    sql("DELETE FROM journal_head WHERE root_id = ANY(%s)", roots)
    sql("DELETE FROM journal_root WHERE id = ANY(%s)", roots)


@seen
def a_stream_is_rewritten_with_its_heads(random: Random, week: Week) -> None:
    an_entry_is_rewritten_and_all_after_it(random, week)
    for head in Head.objects.all():
        now = Entry.objects.of(head.stream).get(number=head.number).hash
        sql("UPDATE journal_head SET hash = %s WHERE id = %s", now, head.pk)
    if random.random() < 0.5:
        sign_anew(list(Root.objects.order_by("number")))


@seen
def a_root_is_put_in(random: Random, week: Week) -> None:
    last = Root.objects.order_by("number").last()
    assert last
    root = Root(
        number=last.number + random.randint(1, 2),
        at=timezone.now(),
        previous_digest=last.digest,
        signature=b"",
        public_key=last.public_key,
    )
    root.digest = statement_of(root, [])
    sql(
        "INSERT INTO journal_root (number, at, previous_digest, digest, signature, public_key)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        root.number,
        root.at,
        root.previous_digest,
        root.digest,
        bytes(last.signature) if random.random() < 0.5 else random.randbytes(64),
        root.public_key,
    )
    if random.random() < 0.3:
        sign_anew([Root.objects.get(number=root.number)])


# ROWS


@seen_by("cameras.register.proof.faults")
def a_consent_says_something_else(random: Random, week: Week) -> None:
    columns = {
        "granted": "NOT granted",
        "purpose": ["'P2'", "'P3'"],
        "person_id": "(SELECT max(id) FROM people_user)",
        "at": ["at - interval '1 second'", "at + interval '400 days'", "'infinity'"],
        "ip": ["'10.0.0.1'", "NULL"],
        "user_agent": "'another'",
        "witness_id": "(SELECT max(id) FROM people_user)",
        "text_id": "(SELECT min(id) FROM cameras_consenttext)",
        "shown_sha256": f"'{ANOTHER}'",
    }
    change(random, "cameras_consent", columns, where="purpose IN ('P2', 'P3')")


@seen_by("cameras.register.proof.faults")
def a_consent_is_gone(random: Random, week: Week) -> None:
    sql("DELETE FROM cameras_consent WHERE id = %s", one_of("cameras_consent", random))


@seen_by("cameras.register.proof.faults")
def a_consent_is_put_in(random: Random, week: Week) -> None:
    names = "site_id, purpose, text_id, shown_sha256, person_id, channel, user_agent"
    sql(
        f"INSERT INTO cameras_consent ({names}, granted, at)"
        f" SELECT {names}, NOT granted, now() FROM cameras_consent WHERE id = %s",
        one_of("cameras_consent", random),
    )


@seen_by("cameras.register.proof.faults")
def every_consent_says_yes(random: Random, week: Week) -> None:
    sql("UPDATE cameras_consent SET granted = true")


@seen_by("cameras.register.proof.faults")
def words_of_consent_say_something_else(random: Random, week: Week) -> None:
    columns = dict.fromkeys(["question", "hint", "body"], "'Đồng ý hết'")
    columns["sha256"] = f"'{ANOTHER}'"
    if random.random() < 0.5:
        change(random, "cameras_consenttext", columns)
    else:
        shown = "(SELECT min(sha256) FROM cameras_showntext)"
        sql(f"UPDATE cameras_showntext SET text = text || '.' WHERE sha256 = {shown}")


@seen_by("requests.asking.proof.faults")
def an_answer_says_something_else(random: Random, week: Week) -> None:
    columns = {
        "answer": "'approved'",
        "salt": "md5('x')",
        "seal": f"'{ANOTHER}'",
        "at": ["at - interval '1 second'", "at - interval '400 days'", "'infinity'"],
        "person_id": "(SELECT max(id) FROM people_user)",
    }
    change(random, "footage_answer", columns, where="answer <> 'approved'")


@seen_by("requests.asking.proof.faults")
def an_answer_is_gone_or_put_in(random: Random, week: Week) -> None:
    answer = one_of("footage_answer", random)
    if random.random() < 0.5:
        sql("DELETE FROM footage_answer WHERE id = %s", answer)
    else:
        names = "ask_id, gone_reason, person_id, salt, seal"
        sql(
            f"INSERT INTO footage_answer ({names}, answer, at)"
            f" SELECT {names}, 'approved', now() FROM footage_answer WHERE id = %s",
            answer,
        )


@seen_by("requests.asking.proof.faults")
def an_ask_says_something_else(random: Random, week: Week) -> None:
    columns = {
        "answer": ["'approved'", "'nothing'"],
        "answered_at": "answered_at + interval '1 second'",
        "answered_by_id": "(SELECT max(id) FROM people_user)",
    }
    if random.random() < 0.5:
        change(random, "footage_ask", columns, where="answer = 'declined'")
    else:
        told = {"told": ["'held'", "'nothing'"]}
        change(random, "footage_ask", told, where="told = 'approved'")


@seen_by("requests.asking.proof.faults")
def a_declined_ask_is_approved_with_its_log(random: Random, week: Week) -> None:
    """All its rows agree with each other, and none with the journal."""
    sql("UPDATE footage_answer SET answer = 'approved' WHERE answer = 'declined'")
    sql(
        "UPDATE footage_ask SET answer = 'approved', told = 'approved', told_at = now()"
        " WHERE answer = 'declined'"
    )


@seen_by("requests.evidence.proof.faults")
def a_file_says_something_else(random: Random, week: Week) -> None:
    columns = {
        "sha256": f"'{ANOTHER}'",
        "finding": ["'broken'", "'infected'"],
        "malware": "'clean'",
        "reviewer_id": "(SELECT max(id) FROM people_user)",
        "status": ["'ready'"],
    }
    change(random, "footage_footage", columns)


@seen_by("requests.evidence.proof.faults")
def what_arrived_says_something_else(random: Random, week: Week) -> None:
    columns = {"sha256": f"'{ANOTHER}'", "size": "size + 1", "offset": "0"}
    column = random.choice(["sha256", "size"])
    extra = {"size": ', "offset" = size + 1'}.get(column, "")
    sql(
        f"UPDATE footage_upload SET {column} = {columns[column]}{extra} WHERE id = %s",
        one_of("footage_upload", random),
    )


@seen_by("requests.evidence.proof.faults")
def a_delivery_record_has_another_number(random: Random, week: Week) -> None:
    sql("UPDATE footage_deliveryrecord SET number = 'BN-2020-0001'")


@seen
def a_row_is_gone_with_all_that_hangs_on_it(random: Random, week: Week) -> None:
    table, more = random.choice(
        [
            ("footage_footage", []),
            ("footage_ask", ["footage_answer", "footage_ask_cameras"]),
            ("cameras_site", ["cameras_consent"]),
            ("contributions_campaign", ["contributions_bankaccount", "contributions_pledge"]),
        ]
    )
    row = one_of(table, random)
    for other in more:
        sql(f"DELETE FROM {other} WHERE {table.split('_')[1]}_id = %s", row)
    sql(f"DELETE FROM {table} WHERE id = %s", row)


@seen_by("contributions.campaigns.proof.faults_of_accounts")
def money_goes_to_another_account(random: Random, week: Week) -> None:
    columns = {
        "number": ["'9999999999'", "reverse(number)"],
        "holder": "'NGUYEN VAN KHAC'",
        "bin": "'970436'",
        "written_by_id": "(SELECT max(id) FROM people_user)",
        "decided_by_id": "(SELECT max(id) FROM people_user)",
        "public_id": "gen_random_uuid()",
    }
    change(random, "contributions_bankaccount", columns)


@seen_by("contributions.campaigns.proof.faults_of_accounts")
def an_account_is_gone(random: Random, week: Week) -> None:
    sql("DELETE FROM contributions_bankaccount")


@seen_by("contributions.campaigns.proof.faults_of_accounts")
def the_account_was_another_for_one_pledge(random: Random, week: Week) -> None:
    sql("UPDATE contributions_bankaccount SET number = '9999999999'")
    make_pledge(type(week.campaign).objects.get(pk=week.campaign.pk))
    sql("UPDATE contributions_bankaccount SET number = '1234567890123'")


@seen_by("contributions.campaigns.proof.faults_of_accounts")
def a_campaign_says_something_else(random: Random, week: Week) -> None:
    columns = {
        "title": "'Tên khác'",
        "description": "'Việc khác'",
        "goal": "goal + 1000",
        "reserve_percent": "1",
        "managing_unit": "'Ai đó'",
        "deadline": "deadline + 30",
        "code": "'ABCDEF'",
        "status": "'closed'",
    }
    column = random.choice(sorted(columns))
    closed = ", closed_at = now()" if column == "status" else ""
    sql(f"UPDATE contributions_campaign SET {column} = {columns[column]}{closed}")


@seen_by("portal.people.proof.faults")
def an_appointment_says_something_else(random: Random, week: Week) -> None:
    columns = {
        "person_id": "(SELECT max(id) FROM people_user)",
        "since": "since - 30",
        "until": "since + 900",
    }
    change(random, "people_appointment", columns, where="ended_at IS NULL")


@seen_by("portal.people.proof.faults")
def somebody_appoints_himself(random: Random, week: Week) -> None:
    role = random.choice(["police_chief", "commune_administrator", "front_supervisor"])
    sql(
        "INSERT INTO people_appointment (public_id, person_id, role, commune_id, rank, since,"
        " shown_as, shown_honorific, appointed_phone) SELECT gen_random_uuid(),"
        " (SELECT max(id) FROM people_user), %s, commune_id, '', since, '', '', appointed_phone"
        " FROM people_appointment WHERE role = 'police_officer'",
        role,
    )


@seen_by("portal.people.proof.faults")
def an_ended_appointment_goes_on(random: Random, week: Week) -> None:
    sql("UPDATE people_appointment SET ended_at = NULL, ended_by_id = NULL")


# WHAT CANNOT BE FOUND


@unseen(
    "An entry of the last night, which no root has seen and no row tells of: without it the "
    "stream is as it was. Rows that are compared (consents, answers, pledges, files) do tell."
)
def a_look_since_the_newest_root_is_gone(random: Random, week: Week) -> None:
    last = Entry.objects.unsealed().filter(verb="viewed").get()
    sql("DELETE FROM journal_entry WHERE id = %s", last.pk)


@unseen("Written now and dated now, it is what the portal itself would have written.")
def an_entry_is_appended_and_dated_today(random: Random, week: Week) -> None:
    stream = random.choice([name for name in sealed_streams() if name.startswith("footage:")])
    put_in(stream, timezone.now())


@unseen(
    "The newest root alone is missing: for a day it may be that none was signed. On the second "
    "it is found, unless one was signed meanwhile; a copy of the root tells always."
)
def the_newest_root_is_gone(random: Random, week: Week) -> None:
    _remove_roots([Root.objects.order_by("-number")[0].pk])


@unseen("No number, hash or row leans on the id by which a table keeps an entry.")
def ids_of_entries_are_others(random: Random, week: Week) -> None:
    sql("UPDATE journal_entry SET id = id + 1000000")


def first_fault(first: str = "") -> str:
    """What `verify_journal` says first, or nothing."""
    sooner = faults_of_rows(first) if first else ()
    return str(next(chain(sooner, faults(), faults_of_rows()), ""))


@pytest.mark.django_db
def test_a_thousand_tamperings_are_found_or_the_reason_is_written():
    week = lived(timezone.now())
    assert first_fault() == ""
    missed = []
    for seed in range(TAMPERINGS):
        # Whole checks take longest, and these are whole: one in 25.
        kinds = list(UNSEEN) if seed % 25 == 0 else SEEN
        kind, random = kinds[seed % len(kinds)], Random(seed)
        with transaction.atomic():
            sql("SET LOCAL session_replication_role = replica")  # No trigger fires, no key holds.
            kind(random, week)
            says = first_fault(FIRST.get(kind, ""))
            transaction.set_rollback(True)
        if bool(says) != (kind in SEEN):
            missed.append(f"{kind.__name__}, seed {seed}: {says or 'whole'}")

    assert missed == []
    assert first_fault() == ""
    assert all(UNSEEN.values())
