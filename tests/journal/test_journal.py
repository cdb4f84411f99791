import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.urls import reverse
from django.utils import timezone

from portal.journal import actions, signing
from portal.journal.fault import Fault
from portal.journal.management.commands import verify_journal
from portal.journal.models import GENESIS, Entry, Root
from portal.journal.proof import faults, hash_of, statement_of
from portal.journal.verbs import Verb
from tests.journal.portal_of_a_week import database_clock
from tests.people.factories import UserFactory


class SiteVerb(Verb):
    PAUSED = "paused"
    REGISTERED = "registered"
    SEARCHED = "searched"
    SEEN = "seen"


pytestmark = pytest.mark.django_db


def tamper(sql: str, *values: str | int | bytes) -> None:
    """Change rows as somebody with the database's own keys could."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def write(stream: str = "book:1", times: int = 3) -> list[Entry]:
    with transaction.atomic():
        return [
            actions.record(stream, SiteVerb.SEEN, actor=None, place=place) for place in range(times)
        ]


def test_entries_of_a_stream_are_numbered_and_linked():
    person = UserFactory()

    first = actions.record("book:1", SiteVerb.REGISTERED, actor=person, cameras=2)
    other = actions.record("book:2", SiteVerb.REGISTERED, actor=None)
    second = actions.record("book:1", SiteVerb.PAUSED, actor=person)

    assert [first.number, second.number, other.number] == [1, 2, 1]
    assert (first.previous_hash, second.previous_hash) == (GENESIS, first.hash)
    assert (first.actor, first.facts) == (person, {"cameras": 2})
    assert actions.first_break("book:1") is None


@pytest.mark.django_db(transaction=True)
def test_entry_needs_a_transaction():
    with pytest.raises(TransactionManagementError):
        actions.record("book:1", SiteVerb.REGISTERED, actor=None)

    assert not Entry.objects.exists()


@pytest.mark.parametrize("inexact", [1.5, {"at": timezone.now()}, [object()]])
def test_facts_that_json_cannot_keep_exactly_are_refused(inexact):
    with pytest.raises(TypeError, match="exactly"):
        actions.record("book:1", SiteVerb.REGISTERED, actor=None, fact=inexact)

    assert not Entry.objects.exists()


@pytest.mark.parametrize("change", ["update", "delete"])
def test_database_refuses_to_change_an_entry(change):
    entry = write(times=1)[0]
    rows = Entry.objects.filter(pk=entry.pk)

    with pytest.raises(DatabaseError, match=r"update|delete"), transaction.atomic():
        rows.update(verb="other") if change == "update" else rows.delete()

    assert rows.get().verb == "seen"


def test_database_refuses_to_empty_the_journal_outside_a_test_database():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT prosrc FROM pg_proc JOIN pg_trigger ON tgfoid = pg_proc.oid"
            " WHERE tgrelid = 'journal_entry'::regclass AND tgname LIKE '%%never_emptied%%'"
        )
        source = cursor.fetchone()[0]

    assert "RAISE EXCEPTION 'this table is append-only'" in source
    assert r"LIKE 'test\_%'" in source


def verify(**options: str) -> list[str]:
    out = StringIO()
    call_command("verify_journal", stdout=out, **options)
    return out.getvalue().splitlines()


def refusal(**options: str) -> str:
    with pytest.raises(CommandError) as refused:
        call_command("verify_journal", **options)
    assert refused.value.returncode == 1
    return str(refused.value)


OF_ENTRIES = {
    "UPDATE journal_entry SET verb = 'other' WHERE stream = 'book:1' AND number = 2": (
        2,
        "the content was changed: it no longer gives the hash it was written with.",
    ),
    "UPDATE journal_entry SET facts = '{}' WHERE stream = 'book:1' AND number = 3": (
        3,
        "the content was changed: it no longer gives the hash it was written with.",
    ),
    "UPDATE journal_entry SET at = now() WHERE stream = 'book:1' AND number = 1": (
        1,
        "the content was changed: it no longer gives the hash it was written with.",
    ),
    "UPDATE journal_entry SET hash = repeat('f', 64) WHERE stream = 'book:1' AND number = 1": (
        1,
        "the content was changed: it no longer gives the hash it was written with.",
    ),
    "UPDATE journal_entry SET previous_hash = repeat('0', 64) WHERE stream = 'book:1'": (
        2,
        "the link to the entry before is broken: it names another hash than that one has.",
    ),
    "DELETE FROM journal_entry WHERE stream = 'book:1' AND number = 2": (
        2,
        "this entry is missing in the middle; the next one there is #3.",
    ),
    "DELETE FROM journal_entry WHERE stream = 'book:1' AND number < 3": (
        1,
        "this entry is missing in the middle; the next one there is #3.",
    ),
}


@pytest.mark.parametrize(("sql", "number", "says"), [(k, *v) for k, v in OF_ENTRIES.items()])
def test_verifying_says_what_was_done_to_which_entry(sql, number, says):
    for stream in ("book:0", "book:1", "book:2"):
        write(stream)
    actions.seal()
    whole = verify()

    tamper(sql)

    assert whole[0] == "whole: 9 entries, 1 signed roots"
    assert actions.first_break("book:1") == number
    assert [str(fault) for fault in faults("book:2")] == []
    assert refusal() == refusal(stream="book:1") == f"broken: book:1 #{number}: {says}"
    assert verify(stream="book:2") == ["book:2: whole"]


def test_an_entry_rewritten_with_its_hash_breaks_the_link_of_the_next():
    entry = write()[0]
    entry.verb = "other"

    tamper(
        "UPDATE journal_entry SET verb = 'other', hash = %s WHERE id = %s", hash_of(entry), entry.pk
    )

    assert refusal() == (
        "broken: book:1 #2: the link to the entry before is broken: "
        "it names another hash than that one has."
    )


def test_whole_journal_verifies():
    write()
    root = actions.seal()

    assert verify() == [
        "whole: 3 entries, 1 signed roots",
        f"newest root: {root.at:%Y-%m-%d} {root.digest}",
    ]


def test_a_stream_that_never_was_is_not_whole():
    write()

    assert refusal(stream="book:l") == "There is no stream book:l."


@pytest.mark.parametrize(("kept", "missing"), [(2, 3), (1, 2), (0, 1)])
def test_entries_cut_off_the_end_are_named_by_the_signed_root(kept, missing):
    write("book:0")
    write("book:1")
    root = actions.seal()

    tamper("DELETE FROM journal_entry WHERE stream = 'book:1' AND number > %s", kept)

    assert actions.first_break("book:1") is None
    assert (
        refusal()
        == refusal(stream="book:1")
        == (
            f"broken: book:1 #{missing}: the tail is missing from here: "
            f"the root of {root.at:%Y-%m-%d} saw entries up to #3."
        )
    )
    assert verify(stream="book:0") == ["book:0: whole"]


def test_an_end_written_anew_is_not_the_one_the_root_saw():
    write()
    root = actions.seal()

    tamper("DELETE FROM journal_entry WHERE number = 3")
    write(times=1)

    assert actions.first_break("book:1") is None
    assert refusal() == (
        "broken: book:1 #3: the content was changed: "
        f"it is not the entry that the root of {root.at:%Y-%m-%d} saw."
    )


OF_ROOTS = {
    "UPDATE journal_root SET digest = repeat('f', 64) WHERE id = {second}": (
        "the signature is bad: it is not that of what the root says."
    ),
    "UPDATE journal_root SET signature = '\\x00' WHERE id = {second}": (
        "the signature is bad: it is not that of what the root says."
    ),
    "UPDATE journal_root SET public_key = 'mine' WHERE id = {second}": (
        "the signature is bad: no key of the portal signed it."
    ),
    "UPDATE journal_root SET previous_digest = repeat('f', 64) WHERE id = {second}": (
        "the link to the root before is broken: it names another digest than that one has."
    ),
    "WITH gone AS (DELETE FROM journal_head WHERE root_id = {first})"
    " DELETE FROM journal_root WHERE id = {first}": (
        "the link to the root before is broken: it names another digest than that one has."
    ),
    "UPDATE journal_root SET at = at + interval '1 s' WHERE id = {second}": (
        "the content was changed: its day and its streams' heads are not what was signed."
    ),
    "UPDATE journal_head SET number = 2 WHERE root_id = {second}": (
        "the content was changed: its day and its streams' heads are not what was signed."
    ),
    "DELETE FROM journal_head WHERE root_id = {second}": (
        "the content was changed: its day and its streams' heads are not what was signed."
    ),
}


@pytest.mark.parametrize(("sql", "says"), OF_ROOTS.items())
def test_verifying_says_what_was_done_to_a_root(sql, says):
    write()
    first = actions.seal()
    write(times=1)
    second = actions.seal()
    whole = verify()

    tamper(sql.format(first=first.pk, second=second.pk))

    assert whole[0] == "whole: 4 entries, 2 signed roots"
    assert refusal() == f"broken: root of {second.at:%Y-%m-%d}: {says}"


@pytest.fixture
def new_key(settings, tmp_path):
    """A portal whose signing key can be replaced; gives the function that does it."""
    settings.FORMER_KEYS_FILE = tmp_path / "former.pem"

    def replace() -> str:
        settings.SIGNING_KEY_FILE = tmp_path / f"{uuid.uuid4()}.pem"
        signing._key.cache_clear()
        return signing.public_key_pem()

    yield replace
    signing._key.cache_clear()


def rewrite(stream: str) -> None:
    """Change an entry and make its chain, head and root anew, as who knows the code could."""
    previous = GENESIS
    for entry in Entry.objects.of(stream):
        entry.facts, entry.previous_hash = {"place": 99}, previous
        previous = hash_of(entry)
        tamper(
            "UPDATE journal_entry SET facts = %s, previous_hash = %s, hash = %s WHERE id = %s",
            '{"place": 99}',
            entry.previous_hash,
            previous,
            entry.pk,
        )
    tamper("UPDATE journal_head SET hash = %s WHERE stream = %s", previous, stream)
    root = Root.objects.get()
    root.digest = statement_of(root, root.heads.all())
    tamper(
        "UPDATE journal_root SET digest = %s, signature = %s, public_key = %s",
        root.digest,
        signing.sign(root.digest.encode()),
        signing.public_key_pem(),
    )


def test_a_journal_rewritten_and_signed_with_a_fresh_key_is_found(new_key, settings):
    new_key()
    write()
    root = actions.seal()
    own = settings.SIGNING_KEY_FILE
    new_key()
    rewrite("book:1")
    settings.SIGNING_KEY_FILE = own
    signing._key.cache_clear()

    assert actions.first_break("book:1") is None
    assert refusal() == (
        f"broken: root of {root.at:%Y-%m-%d}: the signature is bad: no key of the portal signed it."
    )


def test_roots_of_a_replaced_key_hold_once_it_is_listed(new_key, settings):
    older, old = new_key(), new_key()
    write()
    root = actions.seal()
    new_key()

    assert [str(fault) for fault in faults()] == [
        f"root of {root.at:%Y-%m-%d}: the signature is bad: no key of the portal signed it."
    ]
    settings.FORMER_KEYS_FILE.write_text(older + old)
    assert list(faults()) == []


def test_roots_are_linked_and_repeat_only_streams_that_moved():
    write("book:old", times=1)
    first = actions.seal()
    write("book:new", times=1)

    second = actions.seal()

    assert (first.number, second.number) == (1, 2)
    assert second.previous_digest == first.digest
    assert [head.stream for head in second.heads.all()] == ["book:new"]
    assert list(faults()) == []


def test_an_entry_is_dated_by_the_database_and_not_by_the_machine():
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        ahead = write(times=1)[0]
    with time_machine.travel(timezone.now() - timedelta(days=1)):
        behind = write(times=1)[0]

    assert abs(ahead.at - timezone.now()) < timedelta(minutes=1)
    assert ahead.at < behind.at


@pytest.mark.parametrize("hours", [-24, 24])
def test_the_journal_stays_whole_while_the_database_s_clock_is_a_day_off(hours):
    now = timezone.now()
    write("book:before")
    actions.seal()
    with database_clock(now + timedelta(hours=hours)):
        write("book:before")
        write("book:meanwhile")
        actions.seal()
    write("book:meanwhile")
    write("book:after")
    actions.seal()
    write("book:after")

    assert list(faults()) == []
    ordered = [root.number for root in Root.objects.order_by("at", "number")]
    assert ordered == [1, 2, 3]


def at_once(times: int, work: Callable[[int], object]) -> None:
    def done(rank: int) -> None:
        try:
            work(rank)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        list(pool.map(done, range(times)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("sealed_before", [False, True])
def test_seals_at_once_sign_one_after_the_other(sealed_before):
    with transaction.atomic():
        write()
    if sealed_before:
        actions.seal()

    at_once(6, lambda rank: actions.seal())

    assert list(faults()) == []
    roots = list(Root.objects.order_by("number"))
    assert [root.number for root in roots] == list(range(1, 7 + sealed_before))
    assert sum(root.heads.count() for root in roots) == 1


@pytest.mark.django_db(transaction=True)
def test_seals_among_writers_see_each_entry_once():
    def write_or_seal(rank: int) -> None:
        for turn in range(5):
            if rank < 2:
                actions.seal()
            else:
                with transaction.atomic():
                    actions.record(f"book:{turn}", SiteVerb.SEEN, actor=None, place=rank)

    at_once(8, write_or_seal)
    actions.seal()

    assert list(faults()) == []
    assert not Entry.objects.unsealed().exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_writers_at_once_keep_one_chain():
    def append(rank: int) -> None:
        for more in range(3):
            with transaction.atomic():
                place = rank * 3 + more
                actions.record("search:06712", SiteVerb.SEARCHED, actor=None, place=place)

    at_once(20, append)

    entries = list(Entry.objects.of("search:06712"))
    assert [entry.number for entry in entries] == list(range(1, 61))
    assert {entry.facts["place"] for entry in entries} == set(range(60))
    assert actions.first_break("search:06712") is None


def test_two_entries_cannot_share_a_place():
    entry = write(times=1)[0]
    entry.pk = None

    with pytest.raises(IntegrityError, match="entry_has_its_own_place_in_its_stream"):
        entry.save(force_insert=True)


# ROOTS COPIED OUTSIDE


def test_a_copied_root_is_still_contained_with_all_that_it_saw():
    write()
    copied = actions.seal()
    write()
    actions.seal()

    said = verify(root=f"Mã: {copied.digest.upper()}\n")

    assert said[-1] == f"contained: {copied.digest}, root {copied}, and all that it saw"


def test_a_file_with_many_codes_and_a_code_in_groups_are_read(tmp_path, client):
    write()
    digests = [actions.seal().digest for _ in range(3)]
    file = tmp_path / "roots.txt"
    file.write_bytes(client.get(reverse("journal:roots_file")).content)
    groups = " ".join(digests[0][i : i + 8] for i in range(0, 64, 8))

    assert [line.split(",")[0] for line in verify(root=str(file))[-3:]] == [
        f"contained: {digest}" for digest in digests
    ]
    assert verify(root=groups)[-1].startswith(f"contained: {digests[0]}")


def test_a_journal_rewritten_and_signed_with_the_portal_s_own_key_lacks_the_copied_root():
    """The owner holds the machine, too: nothing but a copy kept elsewhere tells."""
    write()
    copied = actions.seal()
    rewrite("book:1")

    assert verify()[0] == "whole: 3 entries, 1 signed roots"
    assert refusal(root=copied.digest).startswith(f"not contained: {copied.digest}. ")


@pytest.mark.parametrize("given", ["7", "abc", "0" * 63, "0" * 65, "/etc/nowhere"])
def test_what_is_no_root_is_said_to_be_none(given):
    write()
    actions.seal()

    assert refusal(root=given).startswith("There is no root in this")


@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_it_is_verified_is_no_fault(monkeypatch):
    """Rows are read before their entries: all is of one moment."""

    def written_meanwhile(*names: str) -> Iterator[Fault]:
        at_once(1, lambda rank: actions.seal())
        yield from ([Fault("seen")] if Root.objects.exists() else [])

    monkeypatch.setattr(verify_journal, "faults_of_rows", written_meanwhile)

    assert verify() == ["whole: 0 entries, 0 signed roots"]
    assert Root.objects.count() == 1


def test_a_journal_that_no_root_has_seen_for_days_is_said_to_lack_them():
    with database_clock(timezone.now() - timedelta(days=3)):
        write()
    assert refusal().startswith("broken: no root was signed ever, though there are older entries")

    root = actions.seal()

    assert verify()[-1].endswith(root.digest)


def test_roots_removed_and_one_signed_since_are_worth_a_look():
    now = timezone.now()
    for day in range(6, 0, -1):
        with database_clock(now - timedelta(days=day)):
            write()
            actions.seal()
    assert not [line for line in verify() if line.startswith("look into")]

    tamper(
        "DELETE FROM journal_head WHERE root_id IN (SELECT id FROM journal_root WHERE number > 1)"
    )
    tamper("DELETE FROM journal_root WHERE number > 1")
    actions.seal()

    [doubt] = [line for line in verify() if line.startswith("look into")]
    assert doubt.startswith("look into: entries of 5 days had no root until #2 of ")


def test_anyone_reads_the_codes_and_what_to_do_with_one(client):
    assert "Chưa có mã nào" in client.get(reverse("journal:roots")).text
    digests = [actions.seal().digest for _ in range(32)]

    page = client.get(reverse("journal:roots")).text
    older = client.get(reverse("journal:roots"), {"after": 3}).text

    assert [digest in page for digest in digests] == [False] * 2 + [True] * 30
    assert [digest in older for digest in digests] == [True] * 2 + [False] * 30
    assert "verify_journal --root" in page
