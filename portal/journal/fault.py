"""What somebody did to the journal, or to a row that says otherwise than the journal."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """What does not hold: of an entry or a stream, or, without a stream, of a signed root."""

    says: str
    stream: str = ""
    number: int = 0

    def __str__(self) -> str:
        entry = f" #{self.number}" if self.number else ""
        return f"{self.stream}{entry}: {self.says}" if self.stream else self.says
