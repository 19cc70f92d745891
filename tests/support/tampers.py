"""What somebody with every right on the database could do to a trail: drawn at random, always the same for a seed.

Each is SQL of a superuser for whom triggers and row policies do not count, and who knows how hashes are made. The key
that signs heads is the one thing that they lack; of what was exported they may change our copy."""

# Long: one list, each sort with how it is drawn.

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from commonground.platform.audit.canonical import FIELDS
from commonground.platform.audit.heads import Head, sign
from commonground.platform.audit.keys import SigningKey

FORGER = SigningKey(b"f" * 32)
_IDS = {"tenant_id", "id", "staff_id", "subject_id", "session_id"}
# As whoever tampers could: the rows of these columns and all hashes after them made anew.
_REHASH = """
do $$ declare made bytea; each record; begin
  select coalesce((select hash from audit.links where tenant_id = '{council}' and sequence = {first} - 1),
                  audit.genesis('{council}')) into made;
  for each in select l.sequence, audit.canonical(e) as whole from audit.links l
                join audit.entries e on e.tenant_id = l.tenant_id and e.id = l.entry_id
               where l.tenant_id = '{council}' and l.sequence >= {first} order by l.sequence loop
    made := sha256(made || each.whole);
    update audit.links set hash = made where tenant_id = '{council}' and sequence = each.sequence;
  end loop;
  update audit.chains set hash = made, sequence = (select max(sequence) from audit.links where tenant_id = '{council}')
   where tenant_id = '{council}';
end $$
"""
_RENUMBER = """
alter table audit.links drop constraint pk_links;
update audit.links set sequence = sequence + {by} where tenant_id = '{council}' and sequence >= {first};
update audit.chains set sequence = sequence + {by} where tenant_id = '{council}'
"""


@dataclass(frozen=True)
class Target:
    """One council's chain as it stands: entries by their link, and its signed heads."""

    council: UUID
    entries: Mapping[int, UUID]
    heads: tuple[Head, ...]

    @property
    def length(self) -> int:
        return len(self.entries)

    @property
    def signed(self) -> int:
        """The last link behind a head."""
        return max(head.end.sequence for head in self.heads)


@dataclass(frozen=True)
class Tamper:
    """`sql` on the database; `heads`: the export's lines as they are afterwards, where those were changed."""

    sort: str
    what: str
    sql: tuple[str, ...] = ()
    heads: tuple[str, ...] | None = None

    def __str__(self) -> str:
        return f"{self.sort}: {self.what}"


@dataclass
class Hand:
    """Draws tampers against `own`; `other` is the neighbour from whom rows are taken."""

    own: Target
    other: Target
    dice: random.Random = field(default_factory=random.Random)

    def any_link(self, last: int | None = None) -> int:
        return self.dice.randint(1, last or self.own.length)

    def where(self, number: int, of: Target | None = None) -> str:
        target = of or self.own
        return f"tenant_id = '{target.council}' and id = '{target.entries[number]}'"

    def link(self, number: int) -> str:
        return f"tenant_id = '{self.own.council}' and sequence = {number}"

    def rehash(self, first: int = 1) -> str:
        return _REHASH.format(council=self.own.council, first=first)

    def renumber(self, first: int, by: int) -> tuple[str, ...]:
        said = _RENUMBER.format(council=self.own.council, first=first, by=by)
        return tuple(part.strip() for part in said.split(";"))


Draw = Callable[[Hand], Tamper]


def edit(name: str) -> Draw:
    """One value of one entry."""

    def drawn(hand: Hand) -> Tamper:
        number = hand.any_link()
        value = _other_value(hand, name)
        return Tamper(
            f"edit {name}",
            f"link {number} {value}",
            (f"update audit.entries set {name} = {value} where {hand.where(number)}",),
        )

    return drawn


def _other_value(hand: Hand, name: str) -> str:
    if name == "tenant_id":
        return f"'{hand.other.council}'"
    if name == "at":
        step = hand.dice.choice(["1 microsecond", "1 hour", "1 day", "1 year"])
        return f"at {hand.dice.choice('+-')} interval '{step}'"
    if name in _IDS:
        # The seed never makes one of these by itself.
        return f"'{UUID(int=hand.dice.getrandbits(128), version=4)}'" if name != "id" else f"'{uuid4()}'"
    if name == "action":
        return hand.dice.choice(["action || ' '", "upper(action) || 'x'", "'read_nothing'", "reverse(action) || '.'"])
    return hand.dice.choice([f"coalesce({name}, '') || 'x'", f"case when {name} is null then '' end",
                             f"case when {name} is null then 'null' end", "'ÿ'"])  # fmt: skip


def edit_and_make_hashes_anew(hand: Hand) -> Tamper:
    name = hand.dice.choice(["at", "staff_id", "action", "why", "reference"])
    number = hand.any_link(hand.own.signed)
    first = f"update audit.entries set {name} = {_other_value(hand, name)} where {hand.where(number)}"
    return Tamper("edit and rehash", f"link {number} {name}", (first, hand.rehash(number)))


def edit_and_sign_with_another_key(hand: Hand) -> Tamper:
    """All of it anew, heads too: with a key that nobody has published."""
    number = hand.any_link(hand.own.signed)
    lines = [sign(FORGER, head.end, head.signed_at).line for head in hand.own.heads]
    first = f"update audit.entries set why = 'forged' where {hand.where(number)}"
    gone = f"delete from audit.heads where tenant_id = '{hand.own.council}'"
    return Tamper("forged heads", f"link {number}", (first, hand.rehash(number), gone), tuple(lines))


def delete_an_entry(hand: Hand) -> Tamper:
    number = hand.any_link()
    return Tamper("delete", f"entry of link {number}", (f"delete from audit.entries where {hand.where(number)}",))


def delete_with_its_link(hand: Hand) -> Tamper:
    number = hand.any_link(hand.own.length - 1)
    gone = (
        f"delete from audit.entries where {hand.where(number)}",
        f"delete from audit.links where {hand.link(number)}",
    )
    return Tamper("delete with link", f"{number}", gone)


def delete_and_close_the_gap(hand: Hand) -> Tamper:
    number = hand.any_link(hand.own.length - 1)
    gone = delete_with_its_link(replace_dice(hand, number)).sql
    return Tamper("delete and renumber", f"{number}", (*gone, *hand.renumber(number, -1)))


def delete_close_and_rehash(hand: Hand) -> Tamper:
    number = hand.any_link(hand.own.signed)
    gone = delete_with_its_link(replace_dice(hand, number)).sql
    return Tamper("delete, renumber and rehash", f"{number}", (*gone, *hand.renumber(number, -1), hand.rehash(number)))


class _Fixed(random.Random):
    """Says what it is told to say."""

    def __init__(self, number: int) -> None:
        super().__init__(0)
        self.number = number

    def randint(self, a: int, b: int) -> int:
        return self.number


def replace_dice(hand: Hand, number: int) -> Hand:
    return replace(hand, dice=_Fixed(number))


def insert_past_the_chain(hand: Hand) -> Tamper:
    return Tamper("insert", "without a link", (_insertion(hand.own.council, uuid4()),))


def insert_with_a_made_up_link(hand: Hand) -> Tamper:
    entry, number = uuid4(), hand.own.length + 1
    made = f"sha256('{hand.dice.random()}'::bytea)"
    link = f"insert into audit.links values ('{hand.own.council}', {number}, '{entry}', {made})"
    return Tamper("insert with a link", f"{number}", (_insertion(hand.own.council, entry), link))


def insert_between_and_rehash(hand: Hand) -> Tamper:
    entry, number = uuid4(), hand.any_link(hand.own.signed)
    link = f"insert into audit.links values ('{hand.own.council}', {number}, '{entry}', '')"
    moved = hand.renumber(number, 1)
    return Tamper(
        "insert between and rehash",
        f"{number}",
        (_insertion(hand.own.council, entry), *moved, link, hand.rehash(number)),
    )


def _insertion(council: UUID, entry: UUID) -> str:
    return (
        "insert into audit.entries (tenant_id, id, at, action, why)"
        f" values ('{council}', '{entry}', now(), 'read_referral', 'never happened')"
    )


def swap_two_links(hand: Hand) -> Tamper:
    """Each entry in the other's place."""
    one, other = hand.dice.sample(range(1, hand.own.length + 1), 2)
    first, second = hand.own.entries[one], hand.own.entries[other]
    swap = (
        f"update audit.links set entry_id = case sequence when {one} then '{second}' else '{first}' end::uuid"
        f" where tenant_id = '{hand.own.council}' and sequence in ({one}, {other})"
    )
    return Tamper(
        "reorder", f"{one} and {other}", ("alter table audit.links drop constraint uq_links_tenant_id_entry_id", swap)
    )


def swap_two_links_and_rehash(hand: Hand) -> Tamper:
    one, other = hand.dice.sample(range(1, hand.own.signed + 1), 2)
    swapped = swap_two_links(replace(hand, dice=_Sampled(one, other)))
    return Tamper("reorder and rehash", swapped.what, (*swapped.sql, hand.rehash(min(one, other))))


class _Sampled(random.Random):
    def __init__(self, *numbers: int) -> None:
        super().__init__(0)
        self.numbers = list(numbers)

    def sample(self, population: object, k: int, *, counts: object = None) -> list[int]:  # type: ignore[override]  # for two numbers
        return self.numbers


def swap_two_moments(hand: Hand) -> Tamper:
    one, other = hand.dice.sample(range(1, hand.own.length + 1), 2)
    first, second = hand.own.entries[one], hand.own.entries[other]
    swap = (
        f"update audit.entries e set at = o.at from audit.entries o where e.tenant_id = '{hand.own.council}'"
        f" and o.tenant_id = e.tenant_id and (e.id, o.id) in (('{first}', '{second}'), ('{second}', '{first}'))"
    )
    return Tamper("reorder in time", f"{one} and {other}", (swap,))


def truncate(hand: Hand) -> Tamper:
    """The newest, and everything in the database that would tell."""
    last = hand.dice.randint(0, hand.own.signed - 1)
    council = hand.own.council
    kept = ", ".join(f"'{entry}'" for number, entry in hand.own.entries.items() if number <= last) or "null"
    last_hash = f"(select hash from audit.links where {hand.link(last)})"
    end = (
        f"update audit.chains set sequence = {last}, hash = coalesce({last_hash}, audit.genesis('{council}'))"
        f" where tenant_id = '{council}'"
    )
    return Tamper("truncate", f"after {last}", (
        f"delete from audit.links where tenant_id = '{council}' and sequence > {last}",
        f"delete from audit.entries where tenant_id = '{council}' and id not in ({kept})" if last else
        f"delete from audit.entries where tenant_id = '{council}'",
        f"delete from audit.waiting where tenant_id = '{council}'",
        f"delete from audit.heads where tenant_id = '{council}' and sequence > {last}",
        end,
    ))  # fmt: skip  # a list


def splice_from_the_neighbour(hand: Hand) -> Tamper:
    """What happened there, as if it had happened here, under the id that is linked."""
    number, theirs = hand.any_link(), hand.dice.randint(1, hand.other.length)
    return Tamper(
        "splice of a council", f"{theirs} as {number}", (_over(hand, number, hand.where(theirs, hand.other)),)
    )


def splice_from_another_time(hand: Hand) -> Tamper:
    number, before = hand.dice.sample(range(1, hand.own.length + 1), 2)
    return Tamper("splice of time", f"{before} as {number}", (_over(hand, number, hand.where(before)),))


def _over(hand: Hand, number: int, taken: str) -> str:
    names = [name for name in FIELDS if name not in ("tenant_id", "id")]
    values = ", ".join(f"o.{name}" for name in names)
    source = taken.replace("tenant_id", "o.tenant_id").replace(" id =", " o.id =")
    target = hand.where(number).replace("tenant_id", "e.tenant_id").replace(" id =", " e.id =")
    return (
        f"update audit.entries e set ({', '.join(names)}) = ({values}) from audit.entries o where {target} and {source}"
    )


def splice_links_of_the_neighbour(hand: Hand) -> Tamper:
    """Their hashes in the place of ours."""
    first = hand.any_link(min(hand.own.length, hand.other.length))
    taken = (
        f"update audit.links l set hash = o.hash from audit.links o where l.tenant_id = '{hand.own.council}'"
        f" and o.tenant_id = '{hand.other.council}' and o.sequence = l.sequence and l.sequence >= {first}"
    )
    return Tamper("splice of links", f"from {first}", (taken,))


def link_twice(hand: Hand) -> Tamper:
    """An entry linked again at the end, its hash as it should be."""
    number, last = hand.any_link(), hand.own.length + 1
    council = hand.own.council
    again = f"insert into audit.links values ('{council}', {last}, '{hand.own.entries[number]}', '')"
    dropped = "alter table audit.links drop constraint uq_links_tenant_id_entry_id"
    return Tamper("duplicate", f"{number} as {last}", (dropped, again, hand.rehash(last)))


def repeat_a_link(hand: Hand) -> Tamper:
    number = hand.any_link()
    again = f"insert into audit.links select * from audit.links where {hand.link(number)}"
    dropped = ("alter table audit.links drop constraint pk_links",
               "alter table audit.links drop constraint uq_links_tenant_id_entry_id")  # fmt: skip
    return Tamper("duplicate link", f"{number}", (*dropped, again))


def change_a_hash(hand: Hand) -> Tamper:
    number, place = hand.any_link(), hand.dice.randint(0, 31)
    changed = f"set_byte(hash, {place}, get_byte(hash, {place}) # {hand.dice.randint(1, 255)})"
    return Tamper("change a hash", f"{number}", (f"update audit.links set hash = {changed} where {hand.link(number)}",))


def swap_heads(hand: Hand) -> Tamper:
    """One signature under the other's words, in the database and in the export."""
    one, other = hand.dice.sample(hand.own.heads, 2)
    part = hand.dice.choice(["signature", "hash", "signed_at", "sequence"])
    swapped = replace(one, signature=other.signature) if part == "signature" else _with(one, other, part)
    lines = tuple(swapped.line if head is one else head.line for head in hand.own.heads)
    if part == "sequence" or hand.dice.random() < 0.5:
        return Tamper("swap heads", f"{part} in the export", (), lines)
    changed = (
        f"update audit.heads h set {part} = o.{part} from audit.heads o where h.tenant_id = '{hand.own.council}'"
        f" and o.tenant_id = h.tenant_id and h.sequence = {one.end.sequence} and o.sequence = {other.end.sequence}"
    )
    return Tamper("swap heads", f"{part} in the database", (changed,))


def _with(one: Head, other: Head, part: str) -> Head:
    if part == "signed_at":
        return replace(one, signed_at=other.signed_at)
    return replace(one, end=replace(one.end, **{part: getattr(other.end, part)}))


def cut_a_head(hand: Hand) -> Tamper:
    """A line of the export that is no longer one."""
    chosen = hand.dice.randrange(len(hand.own.heads))
    lines = [head.line for head in hand.own.heads]
    lines[chosen] = lines[chosen][: hand.dice.randint(10, len(lines[chosen]) - 3)]
    return Tamper("cut a head", f"{chosen}", (), tuple(lines))


DRAWS: tuple[Draw, ...] = (
    *(edit(name) for name in FIELDS),
    edit_and_make_hashes_anew,
    edit_and_sign_with_another_key,
    delete_an_entry,
    delete_with_its_link,
    delete_and_close_the_gap,
    delete_close_and_rehash,
    insert_past_the_chain,
    insert_with_a_made_up_link,
    insert_between_and_rehash,
    swap_two_links,
    swap_two_links_and_rehash,
    swap_two_moments,
    truncate,
    splice_from_the_neighbour,
    splice_from_another_time,
    splice_links_of_the_neighbour,
    link_twice,
    repeat_a_link,
    change_a_hash,
    swap_heads,
    cut_a_head,
)


def drawn(hand: Hand, number: int, seed: int) -> Iterator[Tamper]:
    """`number` tampers, each sort by turns."""
    hand.dice = random.Random(seed)
    for turn in range(number):
        yield DRAWS[turn % len(DRAWS)](hand)
