"""What a field says of a person: why it is kept, on which basis, for how long.

A model with personal data declares `personal = {field: Personal(...)}` and names all its
other fields in `impersonal`. `tests/test_personal_data.py` fails on a field that is in
neither, so that an erasure forgets none; the register of processing is read from this list.
"""

from dataclasses import dataclass

# The bases that our rows rest on (Law 91/2025/QH15 on the protection of personal data).
CONSENT = "Law 91/2025 art. 9: consent, purpose by purpose"
PROOF_OF_CONSENT = "Decree 356/2025 art. 6: the controller proves the consent"
AUTHORITY = "Law 91/2025 art. 19.1: State management, prevention of crime"
OFFICE = "Law 91/2025 art. 19.1: staff act in their office"
ACCOUNTS = "Law 10/2022 art. 15: residents read the accounts of what they gave"
SECURITY = "Law 116/2025, Decree 333/2026: who did what is on record"

# For how long.
WITH_ACCOUNT = "as long as the account"
WITH_SITE = "until the site or the camera leaves the register"
WITH_PROOF = "as long as the decisions must be proved"
WITH_BOOKS = "as long as the books are kept"
WITH_GIVER = "as long as the books are kept, or until the giver is erased"
WITH_CASE = "with the case that the request belongs to"
WITH_JOURNAL = "as long as the journal: 12 months at least"
A_DAY = "a day"


@dataclass(frozen=True)
class Personal:
    """`erased`: leaving the register, or the giver's request, blanks it past recovering."""

    purpose: str
    basis: str
    retention: str
    erased: bool = False
