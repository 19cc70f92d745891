"""Relay, worker, web and database are killed fifty times with 2,000 notifications outstanding: each is told once, in
the product and by mail.

`python -m commonground.infra.prove.notification_kills --kills 5 --seed 7` for a shorter one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from commonground.infra.drill.kills import OUTSTANDING, RECIPIENTS, Outcome, drill
from commonground.infra.measures import Measure
from commonground.workers.mail.carrying import BATCH
from commonground.workers.mail.sender import LANES

KILLS = 50
MOST_UNMARKED = LANES * (BATCH + RECIPIENTS)
"""A batch for each lane, and what shares a message with its last."""
SEED = 20261121


def measures(kills: int = KILLS, seed: int = SEED) -> Iterator[Measure]:
    """What was lost, what was told twice, how long it took to tell everything that was outstanding at a kill."""
    yield from figures(drill(kills, seed, lambda line: sys.stderr.write(f"  {line}\n")))


def figures(outcome: Outcome) -> list[Measure]:
    return [
        Measure("notification-kills-lost", outcome.tally.lost, "notifications", 0, "lower"),
        Measure("notification-kills-told-twice", outcome.tally.doubled, "notifications", 0, "lower"),
        Measure("notification-kills-recovery-p95", outcome.recovery_p95, "s", 15, "lower"),
        Measure(
            "notification-kills-least-outstanding", outcome.least_outstanding, "notifications", OUTSTANDING, "higher"
        ),
        Measure("notification-kills-told", outcome.tally.expected, "notifications", OUTSTANDING, "higher"),
        Measure("mail-kills-lost", outcome.mails.lost + outcome.mails.stray, "mails", 0, "lower"),
        Measure("mail-kills-same-message-id-again", outcome.mails.again_otherwise, "mails", 0, "lower"),
        # Each of these goes out once more: no more of them than the sender had in hand.
        Measure("mail-kills-most-unmarked-at-a-death", outcome.mails.most_unmarked, "mails", MOST_UNMARKED, "lower"),
        Measure("mail-kills-sent", outcome.mails.expected, "mails", OUTSTANDING, "higher"),
    ]


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--kills", type=int, default=KILLS)
    asked.add_argument("--seed", type=int, default=SEED)
    given = asked.parse_args()
    for measure in measures(given.kills, given.seed):
        sys.stdout.write(measure.line() + "\n")
