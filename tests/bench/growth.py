"""A portal grown to any size: the register, and copied from a first row all that came of it.

The pages look at one commune, the village, whose first homes are the same at every size:
what a page draws hardly grows with the tables behind it, so that its time shows them alone.
"""

# ruff: noqa: S608  # Every part of these statements is written here or is a number.

import psycopg

from tests.bench import register, visitors
from tests.bench.copies import bare, multiply, unwatched

COPIED = 100_000  # sites written by COPY; more are made from them
NEAR = 600  # homes close around the village's centre
PUBLIC = 12  # of them public clusters
GIFT = 500_000
MINE = 400  # notices of each who looks
OF_REQUEST = 10  # asks
GROWING = (
    "cameras_site",
    "cameras_camera",
    "cameras_consent",
    "contributions_pledge",
    "contributions_gift",
    "contributions_ledgerentry",
    "contributions_ledgerline",
    "notices_notice",
    "footage_incident",
    "footage_search",
    "footage_footagerequest",
    "footage_ask",
    "footage_ask_cameras",
    "footage_upload",
    "footage_deliveryrecord",
    "footage_footage",
    "journal_entry",
)
DIGEST = "md5({0}) || md5({0} || '.')"


def grow(connection: psycopg.Connection, rows: int) -> tuple[visitors.People, visitors.Cases]:
    """`rows` sites, gifts, ledger entries, notices and asks, and what belongs to them."""
    register.empty(connection)
    register.fill(connection, min(rows, COPIED))
    with bare(connection, GROWING if rows > COPIED else ()):
        with unwatched(connection) as cursor:
            if rows > COPIED:
                _more_sites(cursor, rows // COPIED - 1)
            _go_on_after(cursor, "cameras_site", "people_user")
        people = visitors.people()
        with unwatched(connection) as cursor:
            _village(cursor, people, rows)
        cases = visitors.cases(people)
        with unwatched(connection) as cursor:
            _money(cursor, cases, rows)
            _notices(cursor, people, rows)
            _requests(cursor, people, cases, rows)
            _journal(cursor)
    connection.execute(f"VACUUM (ANALYZE, PARALLEL 0) {', '.join(GROWING)}")
    return people, cases


def _go_on_after(cursor: psycopg.Cursor, *tables: str) -> None:
    """The next id of these tables is free."""
    for table in tables:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
        )


def _more_sites(cursor: psycopg.Cursor, copies: int) -> None:
    aside = "ST_Translate(t.{}, g * 0.0007, g * 0.0003)"
    copy, of_copy = (f"t.{name} + g * {COPIED}" for name in ("id", "site_id"))
    multiply(
        cursor,
        "cameras_site",
        copies,
        id=copy,
        sequence=copy,
        number=f"'B-' || ({copy})",
        point=aside.format("point"),
    )
    multiply(cursor, "cameras_camera", copies, site_id=of_copy, view=aside.format("view"))
    multiply(cursor, "cameras_consent", copies, where="camera_id IS NULL", site_id=of_copy)


def _village(cursor: psycopg.Cursor, people: visitors.People, rows: int) -> None:
    """The first homes, and one in a hundred of all, move to the village."""
    centre = people.commune.centre
    spread = f"CASE WHEN s.id <= {NEAR} THEN 0.008 ELSE 0.05 END"
    cursor.execute(
        f"CREATE TEMPORARY TABLE moved ON COMMIT DROP AS SELECT s.id, s.point AS old,"
        f" ST_SetSRID(ST_MakePoint({centre.x} + ({spread}) * (s.id * 0.618034 % 1 - 0.5),"
        f" {centre.y} + ({spread}) * (s.id * 0.754878 % 1 - 0.5)), 4326) AS new"
        f" FROM cameras_site s WHERE s.id <= {max(NEAR, rows // 100)}"
    )
    first = people.hamlets[0].pk
    cursor.execute(
        "UPDATE cameras_site s SET point = m.new, commune_id = %s,"
        " hamlet_id = %s + s.id %% %s, vouching = 'vouched'"
        " FROM moved m WHERE m.id = s.id",
        [people.commune.pk, first, visitors.HAMLETS],
    )
    cursor.execute(
        "UPDATE cameras_camera c"
        " SET view = ST_Translate(c.view, ST_X(new) - ST_X(old), ST_Y(new) - ST_Y(old))"
        " FROM moved m WHERE m.id = c.site_id"
    )
    cursor.execute(
        "UPDATE cameras_site SET kind = 'public', owner_id = NULL WHERE id <= %s", [PUBLIC]
    )
    cursor.execute(
        "UPDATE cameras_site SET owner_id = %s WHERE id = ANY(%s)",
        [people.resident.pk, list(visitors.HOMES)],
    )
    cursor.execute(
        f"UPDATE cameras_site SET vouching = 'none'"
        f" WHERE hamlet_id = {first} AND id BETWEEN 100 AND 140"
    )


def _money(cursor: psycopg.Cursor, cases: visitors.Cases, rows: int) -> None:
    """One campaign whose ledger has `rows` lines, each with its gift."""
    campaign = cases.campaign.pk
    of_campaign = f"t.campaign_id = {campaign}"
    multiply(
        cursor,
        "contributions_pledge",
        max(20, rows // 100),
        where=of_campaign,
        code=f"upper(substr({DIGEST.format('g::text')}, 1, 8))",
        expires_on="CASE WHEN g <= 20 THEN t.expires_on ELSE t.expires_on - 60 END",
    )
    multiply(
        cursor,
        "contributions_gift",
        rows - 1,
        where=of_campaign,
        number="g + 1",
        status="'booked'",
        decided_at="now()",
    )
    cursor.execute(
        'INSERT INTO contributions_ledgerentry (campaign_id, number, kind, "on", at, gift_id,'
        " reason, written_by_id, confirmed_by_id, turnover, received, spent, balance)"
        " SELECT campaign_id, number - 1, 'gift', received_on, now(), id, '', first_counter_id,"
        f" second_counter_id, {GIFT}, {GIFT}, 0, {GIFT} * (number - 1)::bigint"
        " FROM contributions_gift WHERE campaign_id = %s AND status = 'booked' ORDER BY number",
        [campaign],
    )
    cursor.execute(
        "INSERT INTO contributions_ledgerline (entry_id, account_id, amount)"
        f" SELECT e.id, a.id, CASE a.kind WHEN 'cash' THEN {GIFT} ELSE -{GIFT} END"
        " FROM contributions_ledgerentry e JOIN contributions_account a USING (campaign_id)"
        " WHERE a.kind IN ('cash', 'gifts')"
    )
    sign = f"CASE kind WHEN 'cash' THEN {GIFT} WHEN 'gifts' THEN -{GIFT} ELSE 0 END"
    cursor.execute(
        f"UPDATE contributions_account SET balance = ({sign}) * {rows - 1}::bigint"
        f" WHERE campaign_id = {campaign}"
    )
    cursor.execute(
        f"UPDATE contributions_campaign SET gift_count = {rows - 1} WHERE id = {campaign}"
    )


def _notices(cursor: psycopg.Cursor, people: visitors.People, rows: int) -> None:
    """Everybody's inbox; those who look have the same at every size, three of them unread."""
    columns = (
        "public_id, recipient_id, kind, about, url, facts, language, is_secret, created_at, read_at"
    )
    facts = '{"commune": "phường Móng Cái 1", "document": "12/YC", "police_phone": "02033881113"}'
    row = (
        "md5('notice' || {recipient} || '-' || g)::uuid, {recipient}, 'footage_asked', '',"
        " '/inbox/', %s::jsonb, 'vi', false, now(), CASE WHEN g > 3 THEN now() END"
    )
    insert = f"INSERT INTO notices_notice ({columns}) SELECT "
    each = max(1, rows // register.OWNERS)
    cursor.execute(
        f"{insert}{row.format(recipient='u.id')} FROM generate_series({each}, 1, -1) g,"
        f" (SELECT id FROM people_user WHERE id <= {register.OWNERS}) u",
        [facts],
    )
    cursor.execute(
        f"{insert}{row.format(recipient='u.id')} FROM generate_series({MINE}, 1, -1) g,"
        " (SELECT id FROM people_user WHERE id = ANY(%s)) u",
        [facts, [people.resident.pk, people.leader.pk, people.officer.pk]],
    )


def _requests(
    cursor: psycopg.Cursor, people: visitors.People, cases: visitors.Cases, rows: int
) -> None:
    """A tenth of the requests, with ten asks each, are the village's own."""
    requests = rows // OF_REQUEST
    village = people.commune.pk
    commune = f"CASE WHEN g % 10 = 0 THEN {village} ELSE (SELECT min(id) FROM areas_commune)"
    commune += " + g % 3000 END"
    multiply(
        cursor,
        "footage_incident",
        requests,
        where=f"t.id = {cases.footage_request.incident_id}",
        commune_id=commune,
        case_number="'VV ' || g",
        id="t.id + g",
    )
    multiply(
        cursor,
        "footage_search",
        requests,
        where=f"t.id = {cases.footage_request.search_id}",
        id="t.id + g",
        commune_id=commune,
        at="t.at - g * interval '1 minute'",
    )
    is_closed = "g > 20 AND g % 50 <> 0"
    multiply(
        cursor,
        "footage_footagerequest",
        requests,
        where=f"t.id = {cases.footage_request.pk}",
        id="t.id + g",
        commune_id=commune,
        incident_id="t.incident_id + g",
        search_id="t.search_id + g",
        document_number="g || '/YC'",
        status=f"CASE WHEN {is_closed} THEN 'closed' ELSE 'sent' END",
        ended_at=f"CASE WHEN {is_closed} THEN now() END",
        sent_at="t.sent_at - g * interval '1 minute'",
    )
    _go_on_after(cursor, "footage_search")
    _asks(cursor, cases, rows)


def _asks(cursor: psycopg.Cursor, cases: visitors.Cases, rows: int) -> None:
    request = f"t.footage_request_id + (g - 1) / {OF_REQUEST} + 1"
    rank = f"(g - 1) % {OF_REQUEST} + 1"
    multiply(
        cursor,
        "footage_ask",
        rows,
        where=f"t.id = {cases.approved.pk}",
        id="t.id + g",
        footage_request_id=request,
        rank=rank,
        site_id=f"g % {rows} + 1",
        link_token_hash=DIGEST.format("'link' || g"),
        sent_at="t.sent_at - g / 10 * interval '1 minute'",
        expires_at="t.expires_at - g / 10 * interval '1 minute'",
        answered_at=f"CASE WHEN {rank} <= 6 THEN t.answered_at END",
        answered_by_id=f"CASE WHEN {rank} <= 6 THEN t.answered_by_id END",
        **dict.fromkeys(
            ("answer", "told"),
            f"CASE WHEN {rank} <= 3 THEN 'approved' WHEN {rank} <= 6 THEN 'nothing'"
            " ELSE 'waiting' END",
        ),
        told_at=f"CASE WHEN {rank} <= 6 THEN t.told_at END",
    )
    cursor.execute(
        "INSERT INTO footage_ask_cameras (ask_id, camera_id) SELECT a.id, c.id"
        " FROM footage_ask a JOIN cameras_camera c USING (site_id)"
        f" WHERE a.id > {cases.approved.pk}"
    )
    _files(cursor, cases, rows)


def _files(cursor: psycopg.Cursor, cases: visitors.Cases, rows: int) -> None:
    """Three of ten asks brought a file and have its delivery record."""
    gave, ask = rows * 3 // OF_REQUEST, f"{cases.approved.pk} + (g - 1) / 3 * 10 + (g - 1) % 3 + 1"
    multiply(cursor, "footage_upload", gave, id="t.id + g", ask_id=ask)
    multiply(
        cursor,
        "footage_deliveryrecord",
        gave,
        id="t.id + g",
        ask_id=ask,
        number="'BB-' || g",
        commune_id=f"(SELECT r.commune_id FROM footage_ask a JOIN footage_footagerequest r"
        f" ON r.id = a.footage_request_id WHERE a.id = {ask})",
        issued_at="t.issued_at - g / 3 * interval '1 minute'",
    )
    multiply(
        cursor,
        "footage_footage",
        gave,
        id="t.id + g",
        upload_id="t.upload_id + g",
        delivery_record_id="t.delivery_record_id + g",
    )


def _journal(cursor: psycopg.Cursor) -> None:
    """An entry for each site and three for each request."""
    columns = "stream, number, at, actor_id, verb, subject, facts, previous_hash, hash"
    digest = DIGEST.format("public_id::text")
    insert = f"INSERT INTO journal_entry ({columns}) SELECT "
    cursor.execute(
        f"{insert}'site:' || public_id, 1, now(), 1, 'registered', '', '{{}}', {digest}, {digest}"
        " FROM cameras_site"
    )
    cursor.execute(
        f"{insert}'request:' || public_id, number, now(), officer_id, verb, '',"
        f" jsonb_build_object('sites', 10), {digest}, {digest} FROM footage_footagerequest,"
        " (VALUES (1, 'drafted'), (2, 'submitted'), (3, 'sent')) v (number, verb)"
    )
