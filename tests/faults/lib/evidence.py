"""What a round leaves behind, as plain values: what callers asked, what WeChat saw, what the log holds."""

from dataclasses import dataclass


@dataclass
class Ask:
    """One query of a caller. Its code_index is used once only: it ties calls and records to it."""

    index: int
    merchant: str
    entrance: str
    begun: float
    ended: float | None = None
    status: int | None = None  # None: no answer came
    code: str | None = None  # of a refusal in the native dialect
    outcome: str | None = None  # active, inactive
    called: str | None = None  # what a refusal says about WeChat: yes, no, unknown
    audit_id: str | None = None
    failure: str | None = None  # why no answer came
    early: bool = False  # the answer was there before its record

    @property
    def answered(self):
        return self.outcome is not None


@dataclass
class StreamRow:
    id: int
    state: str
    size: int
    frontier: bytes
    root: bytes | None


@dataclass
class Evidence:
    asks: list
    calls: list  # the simulator's ledger, codeactivequery only
    records: list  # lib.audit.Record, in the order of the streams
    streams: list
