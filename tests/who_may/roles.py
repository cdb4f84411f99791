"""What the other roles may, derived from the six people of a row: one row a rule.

The seven letters are ROLES in order. Whoever differs from the rule of its row stands in
EXCEPT. An operator has no page: the commands of the machine are the operator's.
"""

ROLES = ("treasurer", "chief", "duty", "administrator", "supervisor", "reader", "operator")

# anonymous stranger owner leader officer outsider -> the seven ROLES
RULES = {
    "y y y y y y": "y y y y y y y",  # anybody
    "S y y y y y": "y y y y y y y",  # whoever is signed in
    "F y y y y y": "y y y y y y y",
    "S N y N N N": "N N N N N N N",  # who answers for the site
    "F N y N N N": "N N N N N N N",
    "N N y N N N": "N N N N N N N",
    "S F F y F F": "y F F y F F F",  # who leads a campaign: leader, treasurer, administrator
    "F F F y F F": "y F F y F F F",
    "S F F F y N": "F y F F F F F",  # who is in charge in the commune's police: officer, chief
    "F F F F y N": "F y F F F F F",
    "S F F F y y": "F y y F F F F",  # police, each in their own commune
    "F F F F y y": "F y y F F F F",
    "S F F F F F": "F F F y F F F",  # the commune's administrator
    "F F F F F F": "F F F y F F F",
    "S N N N y N": "N N N N N N N",  # the person it belongs to, and nobody in the row
    "S N N N N N": "N N N N N N N",
    "N N N N N N": "N N N N N N N",
}

READ_BY_SUPERVISORS = "y F F y y F F"
LOOKED_UP_BY_THE_DESK = "F y y F F F F"  # its duty desk too: it looks up and calls
OF_THE_OFFICER_WHO_SEARCHED = "F N N F F F F"
AND_ASKS = "F N F F F F F"
OF_THE_CHIEF = "F y F F F F F"
OF_THE_HAMLET_S_LEADER = "F F F N F F F"  # the administrator's only where nobody leads

EXCEPT = {
    ("api:campaign-own", "GET"): READ_BY_SUPERVISORS,
    ("api:gift-detail", "GET"): READ_BY_SUPERVISORS,
    ("api:gift-list", "GET"): READ_BY_SUPERVISORS,
    ("api:pledge-list", "GET"): READ_BY_SUPERVISORS,
    ("api:reversal-detail", "GET"): READ_BY_SUPERVISORS,
    ("api:reversal-list", "GET"): READ_BY_SUPERVISORS,
    ("contributions:account", "GET"): READ_BY_SUPERVISORS,
    ("contributions:draft", "GET"): READ_BY_SUPERVISORS,
    ("contributions:manage", "GET"): READ_BY_SUPERVISORS,
    ("contributions:gift", "GET"): READ_BY_SUPERVISORS,
    ("contributions:receipt_pdf", "GET"): READ_BY_SUPERVISORS,
    ("contributions:refund_pdf", "GET"): READ_BY_SUPERVISORS,
    ("contributions:reversal", "GET"): READ_BY_SUPERVISORS,
    ("api:request-detail", "GET"): LOOKED_UP_BY_THE_DESK,
    ("footage:answers", "GET"): LOOKED_UP_BY_THE_DESK,
    ("footage:delivery_record_copy", "GET"): LOOKED_UP_BY_THE_DESK,
    ("footage:detail", "GET"): LOOKED_UP_BY_THE_DESK,
    ("footage:disown", "POST"): LOOKED_UP_BY_THE_DESK,  # whoever of the police is named as signer
    ("api:request-disown", "POST"): LOOKED_UP_BY_THE_DESK,
    ("footage:document", "GET"): LOOKED_UP_BY_THE_DESK,
    ("api:search-detail", "GET"): OF_THE_OFFICER_WHO_SEARCHED,
    ("api:search-draft", "POST"): AND_ASKS,
    ("footage:hits", "GET"): OF_THE_OFFICER_WHO_SEARCHED,
    ("footage:hits", "POST"): AND_ASKS,
    ("footage:price", "GET"): OF_THE_OFFICER_WHO_SEARCHED,
    ("footage:unit_work", "GET"): OF_THE_CHIEF,
    ("cameras:ask_owner", "GET"): OF_THE_HAMLET_S_LEADER,
    ("cameras:ask_owner", "POST"): OF_THE_HAMLET_S_LEADER,
    ("cameras:vouch", "POST"): OF_THE_HAMLET_S_LEADER,
    ("cameras:vouching", "GET"): "F F F y F F F",  # a treasurer knows no neighbours by office
    ("cameras:residents", "GET"): "F F F F F F F",
}


def letters_of(way: tuple[str, str], row: str) -> str:
    """The letters of all thirteen: the six of the row, and those of ROLES."""
    return f"{row} {EXCEPT.get(way, RULES[row])}"
