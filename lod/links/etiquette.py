"""How long a polite client waits.  answer -> seconds; pure but for the clock and the dice it is given.

Spec: RFC 9110 section 10.2.3 (Retry-After); servers also send fractions.  MediaWiki API:Etiquette; Wikimedia's
Robot policy."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

ATTEMPTS = 5  # of one question
LONGEST = 60.0  # seconds between two of them, unless the server asks for more
PATIENCE = 300.0  # seconds; who asks for more is asked another day
SPACING = 0.1  # seconds from the end of one question to the next


@dataclass(frozen=True, slots=True)
class Pace:
    """Clock, rest and dice of a client; tests bring their own."""

    clock: Callable[[], float] = time.monotonic
    rest: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random  # 0..1
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def pause(self, attempt: int, wished: float | None) -> float:
        """Seconds to wait after a failed attempt.

        attempt  from 0
        wished   what the server asks for; a little is added, so that all who wait do not come back at once"""
        if wished is not None:
            return wished + self.chance() * min(1.0, wished / 10 + 0.1)
        return float(min(LONGEST, 2.0 ** (attempt + 1)) * (0.5 + self.chance() / 2))


def wished(header: str | None, now: datetime) -> float | None:
    """The seconds that a Retry-After asks for: a number, also with a fraction, or a date.

    returns  None if there is none, or none that means anything
    >>> wished("1.5", datetime.now(UTC))
    1.5
    """
    text = (header or "").strip()
    try:
        seconds = float(text)
    except ValueError:
        try:
            date = parsedate_to_datetime(text)
        except (ValueError, OverflowError):
            return None
        zoned = date if date.tzinfo else date.replace(tzinfo=UTC)
        return max(0.0, (zoned - now).total_seconds())
    return seconds if math.isfinite(seconds) and seconds >= 0 else None
