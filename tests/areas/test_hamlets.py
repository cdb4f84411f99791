import datetime as dt

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import IntegrityError

from portal.areas import actions
from portal.areas.actions.hamlets import HamletFacts
from portal.areas.models import CommuneProfile, Hamlet, HamletSuccession
from portal.errors import RuleViolation
from portal.journal.actions import first_break
from portal.journal.models import Entry
from tests.areas.factories import CommuneFactory, HamletFactory
from tests.people.factories import UserFactory

TODAY = dt.date(2026, 11, 22)


def box(west: float, south: float, east: float, north: float) -> MultiPolygon:
    return MultiPolygon(Polygon.from_bbox((west, south, east, north)), srid=4326)


@pytest.mark.django_db
def test_opening_a_commune_gives_it_an_abbreviation_once() -> None:
    commune = CommuneFactory(name="Móng Cái 1")
    actor = UserFactory()

    profile = actions.open_commune(commune, actor=actor)
    again = actions.open_commune(commune, actor=actor)

    assert (profile.abbreviation, profile.police_name) == ("MC1", "Công an phường Móng Cái 1")
    assert again == profile
    assert [entry.verb for entry in Entry.objects.of(f"areas:{commune.code}")] == ["commune_opened"]


@pytest.mark.django_db
def test_second_commune_of_the_same_initials_adds_its_code() -> None:
    actions.open_commune(CommuneFactory(name="Đầm Hà"), actor=None)
    other = CommuneFactory(name="Đông Hòa", code="25951")

    assert actions.open_commune(other, actor=None).abbreviation == "DH25951"


@pytest.mark.django_db
def test_merging_ends_the_old_hamlets_and_adds_them_up() -> None:
    commune = CommuneFactory(open=True)
    west = HamletFactory(
        commune=commune, households=100, people=400, boundary=box(107.90, 21.50, 107.95, 21.55)
    )
    east = HamletFactory(
        commune=commune, households=50, people=210, boundary=box(107.95, 21.50, 108.00, 21.55)
    )

    merged = actions.merge_hamlets(
        [west, east], actor=UserFactory(), kind="khu", name="Hòa Lạc", on=TODAY
    )

    assert (str(merged), merged.households, merged.people) == ("khu Hòa Lạc", 150, 610)
    assert merged.outline.boundary.extent == (107.9, 21.5, 108.0, 21.55)
    assert list(Hamlet.objects.current(TODAY)) == [merged]
    assert HamletSuccession.objects.filter(after=merged, on=TODAY).count() == 2
    entry = Entry.objects.of(f"areas:{commune.code}").last()
    assert (entry.verb, entry.facts["after"]) == ("hamlets_merged", ["khu Hòa Lạc"])
    assert first_break(f"areas:{commune.code}") is None


@pytest.mark.django_db
def test_count_that_is_not_known_is_not_half_counted() -> None:
    commune = CommuneFactory(open=True)
    counted = HamletFactory(commune=commune, households=100)
    uncounted = HamletFactory(commune=commune, households=None)

    merged = actions.merge_hamlets(
        [counted, uncounted], actor=None, kind="khu", name="Mới", on=TODAY
    )

    assert merged.households is None


@pytest.mark.django_db
def test_merged_hamlet_may_keep_the_name_of_one_of_them() -> None:
    commune = CommuneFactory(open=True)
    first = HamletFactory(commune=commune, name="Phú Hữu", kind="thôn")
    second = HamletFactory(commune=commune, name="Tân Phú", kind="thôn")

    merged = actions.merge_hamlets(
        [first, second], actor=None, kind="thôn", name="Phú Hữu", on=TODAY
    )

    assert merged.pk not in {first.pk, second.pk}
    assert str(merged) == "thôn Phú Hữu"


@pytest.mark.django_db
def test_hamlets_of_two_communes_are_not_merged_and_stay() -> None:
    hamlets = [HamletFactory(), HamletFactory()]

    with pytest.raises(RuleViolation):
        actions.merge_hamlets(hamlets, actor=None, kind="khu", name="Mới", on=TODAY)

    assert set(Hamlet.objects.current(TODAY)) == set(hamlets)


@pytest.mark.django_db
def test_one_hamlet_alone_is_not_merged() -> None:
    with pytest.raises(RuleViolation):
        actions.merge_hamlets([HamletFactory()], actor=None, kind="khu", name="Mới", on=TODAY)


@pytest.mark.django_db
def test_hamlet_that_has_ended_is_not_merged_again() -> None:
    commune = CommuneFactory(open=True)
    gone = HamletFactory(commune=commune, valid_to=TODAY)

    with pytest.raises(RuleViolation):
        actions.merge_hamlets(
            [gone, HamletFactory(commune=commune)], actor=None, kind="khu", name="Mới", on=TODAY
        )


@pytest.mark.django_db
def test_splitting_leaves_two_heirs() -> None:
    hamlet = HamletFactory()
    parts: list[HamletFacts] = [{"kind": "khu", "name": "Một"}, {"kind": "khu", "name": "Hai"}]

    heirs = actions.split_hamlet(hamlet, parts, actor=None, on=TODAY)

    assert [str(heir) for heir in heirs] == ["khu Một", "khu Hai"]
    assert set(Hamlet.objects.current(TODAY)) == set(heirs)
    assert {succession.after for succession in hamlet.successions.all()} == set(heirs)


@pytest.mark.django_db
def test_renaming_keeps_the_name_before() -> None:
    hamlet = HamletFactory(kind="thôn", name="Phú Hữu")

    renamed = actions.rename_hamlet(hamlet, actor=None, kind="tổ dân phố", name="Phú Hữu")

    assert (renamed.pk, str(renamed)) == (hamlet.pk, "tổ dân phố Phú Hữu")
    assert renamed.former_names == ["thôn Phú Hữu"]


@pytest.mark.django_db
def test_name_is_taken_only_while_its_hamlet_lives() -> None:
    hamlet = HamletFactory(kind="thôn", name="Phú Hữu", valid_to=TODAY)
    actions.add_hamlet(hamlet.commune, actor=None, kind="thôn", name="Phú Hữu")

    with pytest.raises(RuleViolation, match="Phú Hữu"):
        actions.add_hamlet(hamlet.commune, actor=None, kind="thôn", name="Phú Hữu")


@pytest.mark.django_db
def test_database_refuses_two_living_hamlets_of_one_name() -> None:
    hamlet = HamletFactory(kind="thôn", name="Phú Hữu")

    with pytest.raises(IntegrityError, match="hamlet_name_once_per_commune"):
        HamletFactory(commune=hamlet.commune, kind="thôn", name="Phú Hữu")


@pytest.mark.django_db
def test_database_refuses_an_abbreviation_that_a_number_could_not_carry() -> None:
    profile = actions.open_commune(CommuneFactory(), actor=None)

    with pytest.raises(IntegrityError, match="commune_abbreviation_is_letters_and_digits"):
        CommuneProfile.objects.filter(pk=profile.pk).update(abbreviation="MC-1")


@pytest.mark.django_db
def test_profile_change_journals_which_fields_and_no_names() -> None:
    commune = CommuneFactory(open=True)

    actions.change_profile(commune, actor=None, data_officer_name="Trần Thị Mẫu", households=1595)

    entry = Entry.objects.of(f"areas:{commune.code}").last()
    assert entry.facts == {"fields": ["data_officer_name"]}


@pytest.mark.django_db
def test_hotlines_are_replaced_in_the_order_given() -> None:
    commune = CommuneFactory(open=True)
    actions.set_hotlines(commune, [("Trực ban", "0203 300 0113")], actor=None)

    actions.set_hotlines(commune, [("Công an", "113"), ("Cứu hỏa", "114")], actor=None)

    assert [str(line) for line in commune.hotlines.all()] == ["Công an 113", "Cứu hỏa 114"]


@pytest.mark.django_db
def test_names_stand_in_the_order_of_a_vietnamese_dictionary() -> None:
    commune = CommuneFactory()
    for name in ("Mường Tè", "Đầm Hà", "Dân Chủ", "Đá Bạc", "Khu 10", "Khu 2", "Ơn", "Ông"):
        HamletFactory(commune=commune, name=name)

    names = Hamlet.objects.order_by("name").values_list("name", flat=True)

    assert list(names) == [
        "Dân Chủ", "Đá Bạc", "Đầm Hà", "Khu 2", "Khu 10", "Mường Tè", "Ông", "Ơn",
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "name", "typed"),
    [
        ("khu", "Hòa Lạc 1", "Hoà Lạc 1"), ("khu", "Hòa Lạc 1", "hòa lạc 01"),
        ("khu phố", "3", "03"), ("khu phố", "5", "Khu phố 5"), ("khu phố", "5", "KP.5"),
        ("tổ dân phố", "7", "TDP 07"), ("thôn", "Mỹ Lý", "Mĩ Lí"), ("ấp", "II", "2"),
        ("thôn", "Phú Hữu", "Phu\u0301 Hu\u031b\u0303u"),
    ],
)  # fmt: skip
def test_a_name_that_people_take_for_another_is_there_already(kind, name, typed) -> None:
    commune, actor = CommuneFactory(), UserFactory()
    actions.add_hamlet(commune, actor=actor, kind=kind, name=name)
    other = actions.add_hamlet(commune, actor=actor, kind=kind, name="Khác")

    with pytest.raises(RuleViolation, match=name):
        actions.add_hamlet(commune, actor=actor, kind=kind, name=typed)
    with pytest.raises(RuleViolation, match=name):
        actions.rename_hamlet(other, actor=actor, kind=kind, name=typed)

    assert Hamlet.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "other"), [("Hòa Lạc", "Hóa Lạc"), ("1", "10"), ("Tân", "Tần")])
def test_names_that_differ_in_a_tone_are_two(name, other) -> None:
    commune, actor = CommuneFactory(), UserFactory()

    for text in (name, other):
        actions.add_hamlet(commune, actor=actor, kind="thôn", name=text)

    assert Hamlet.objects.count() == 2


@pytest.mark.django_db
def test_the_kind_inside_a_name_is_left_out_and_a_name_may_be_respelt() -> None:
    commune, actor = CommuneFactory(), UserFactory()

    hamlet = actions.add_hamlet(commune, actor=actor, kind="khu phố", name="Khu phố 5")
    respelt = actions.rename_hamlet(hamlet, actor=actor, kind="khu phố", name="05")

    assert (str(hamlet), str(respelt)) == ("khu phố 5", "khu phố 05")
