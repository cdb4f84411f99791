"""Banks that receive VietQR transfers, by the BIN that NAPAS gave each of them.

A BIN is text: it is part of a payload, never a number. Those that most hamlets bank with
stand first. A campaign keeps its own BIN, so an account outlives a change of this list.
"""

BANKS = {
    "970405": "Agribank",
    "970436": "Vietcombank",
    "970415": "VietinBank",
    "970418": "BIDV",
    "970422": "MB",
    "970425": "ABBANK",
    "970416": "ACB",
    "970409": "Bac A Bank",
    "970438": "BAOVIET Bank",
    "970454": "BVBank",
    "546034": "CAKE by VPBank",
    "970446": "Co-opBank",
    "970431": "Eximbank",
    "970437": "HDBank",
    "668888": "Kasikornbank",
    "970452": "KienlongBank",
    "963369": "Liobank",
    "970449": "LPBank",
    "970414": "MBV",
    "971025": "MoMo",
    "970426": "MSB",
    "970428": "Nam A Bank",
    "970419": "NCB",
    "970448": "OCB",
    "970430": "PGBank",
    "970412": "PVcomBank",
    "970403": "Sacombank",
    "970400": "SaigonBank",
    "970429": "SCB",
    "970440": "SeABank",
    "970443": "SHB",
    "970424": "Shinhan Bank",
    "970407": "Techcombank",
    "963388": "Timo",
    "970423": "TPBank",
    "546035": "Ubank by VPBank",
    "970441": "VIB",
    "970427": "VietABank",
    "970433": "VietBank",
    "970406": "Vikki Bank",
    "970432": "VPBank",
}


def bank_name(bin: str) -> str:
    """The short name people know; the BIN itself for a bank that has left the list."""
    return BANKS.get(bin, bin)
