import datetime as dt
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.areas.models import Commune
from portal.demo import campaigns, footage_requests, people, sites
from portal.demo.communes import (
    BUM_TO,
    DAM_HA,
    DINH_VAN,
    MONG_CAI,
    NAM_NINH_HOA,
    STORIES,
    VINH_THUAN,
    open_land,
)
from portal.people.models import Role

ACCEPTED_ON = dt.date(2023, 4, 25)  # five cameras at two places of Phú Hữu and Tân Phú


class Command(BaseCommand):
    help = "Build the communes of five published stories with made-up people. Twice is once."

    def handle(self, *args: Any, **options: Any) -> None:
        if not Commune.objects.filter(code=MONG_CAI.code).exists():
            raise CommandError("Load the communes first: manage.py load_areas")
        communes = {story.code: open_land(story) for story in STORIES}
        for commune in communes.values():
            people.appoint_all(commune)
        people.appoint_above(communes[MONG_CAI.code])
        self._mong_cai(communes[MONG_CAI.code])
        self._nam_ninh_hoa(communes[NAM_NINH_HOA.code])
        self._others(communes)
        self._introduce(communes)

    def _mong_cai(self, commune: Commune) -> None:
        sites.register_mong_cai(commune)
        sites.light_mong_cai(commune)
        campaigns.mong_cai(commune)
        footage_requests.ask_mong_cai(commune)

    def _nam_ninh_hoa(self, commune: Commune) -> None:
        sites.register_nam_ninh_hoa(commune)
        sites.light(commune, (3, 2, 3, 3), since=[ACCEPTED_ON] * 2)
        campaigns.phu_huu(commune)

    def _others(self, communes: dict[str, Commune]) -> None:
        """35 cameras in 9 of 9 quarters; 118 in 21 of 21 groups; 71 in three communes; 7 of 9."""
        sites.light(communes[BUM_TO.code], [2] * 17 + [1], since=[2022] * 18)
        sites.light(communes[DINH_VAN.code], [8] + [3] * 28 + [2] * 13)
        for story, count in zip(VINH_THUAN, (35, 18, 18), strict=True):
            sites.light(communes[story.code], [3] * (count // 3) + [count % 3] * (count % 3 > 0))
        campaigns.vinh_thuan(communes[VINH_THUAN[0].code])
        for story, hamlets in zip(DAM_HA, (4, 3), strict=True):
            sites.light(communes[story.code], [2] * hamlets, hamlets=hamlets)
        for number, story in enumerate((BUM_TO, DINH_VAN, *VINH_THUAN, *DAM_HA)):
            sites.surround(communes[story.code], story, 5, first=400 + 20 * number)

    def _introduce(self, communes: dict[str, Commune]) -> None:
        self.stdout.write("\nNgười để thử (số điện thoại, không có mật khẩu):")
        for code, part in people.parts():
            role = Role(part.role).label if part.role else part.says
            number = f"0912 000 {part.number}"
            self.stdout.write(f"  {number}  {part.honorific} {part.name}, {role}, {communes[code]}")
        self.stdout.write(f"Mã đăng nhập và mã xác thực hiện ở {settings.SITE_URL}/outbox/")
