"""Equality monitoring: sex and ethnic group, with the outward codes (domain notes, section 3; to be verified there).

The ONS group is what is stored. Returns of the Department for Education and the police list are mapped outward, since
neither is the same list as ours: DfE has no Arab group, and the 2011 list had no Roma."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from commonground.platform.reference.types import Entry, Table, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class EthnicGroup(Entry):
    """`dfe` and `police` are what exports say; None where that list has no such answer."""

    family: str
    dfe: str
    police: str


def _group(code: str, family: str, dfe: str, police: str, en: str, cy: str) -> EthnicGroup:
    return EthnicGroup(code=code, family=family, dfe=dfe, police=police, words=Words(en, cy))


SEXES: Final = Table(
    "sexes",
    Entry(code="female", words=Words("Female", "Benyw")),
    Entry(code="male", words=Words("Male", "Gwryw")),
    Entry(code="not_known", words=Words("Not known", "Ddim yn hysbys")),
)

ETHNIC_GROUPS: Final = Table(
    "ethnic groups",
    _group("white_british", "white", "WBRI", "W1", "White British", "Gwyn Prydeinig"),
    _group("white_irish", "white", "WIRI", "W2", "White Irish", "Gwyn Gwyddelig"),
    _group("gypsy_traveller", "white", "WIRT", "W3", "Gypsy or Irish Traveller", "Sipsi neu Deithiwr Gwyddelig"),
    _group("roma", "white", "WROM", "W3", "Roma", "Roma"),
    _group("white_other", "white", "WOTH", "W9", "Any other White background", "Unrhyw gefndir Gwyn arall"),
    _group("white_black_caribbean", "mixed", "MWBC", "M1", "White and Black Caribbean", "Gwyn a Du Caribïaidd"),
    _group("white_black_african", "mixed", "MWBA", "M2", "White and Black African", "Gwyn a Du Affricanaidd"),
    _group("white_asian", "mixed", "MWAS", "M3", "White and Asian", "Gwyn ac Asiaidd"),
    _group("mixed_other", "mixed", "MOTH", "M9", "Any other Mixed background", "Unrhyw gefndir Cymysg arall"),
    _group("indian", "asian", "AIND", "A1", "Indian", "Indiaidd"),
    _group("pakistani", "asian", "APKN", "A2", "Pakistani", "Pacistanaidd"),
    _group("bangladeshi", "asian", "ABAN", "A3", "Bangladeshi", "Bangladeshaidd"),
    _group("chinese", "asian", "CHNE", "A4", "Chinese", "Tsieineaidd"),
    _group("asian_other", "asian", "AOTH", "A9", "Any other Asian background", "Unrhyw gefndir Asiaidd arall"),
    _group("black_african", "black", "BAFR", "B2", "Black African", "Du Affricanaidd"),
    _group("black_caribbean", "black", "BCRB", "B1", "Black Caribbean", "Du Caribïaidd"),
    _group("black_other", "black", "BOTH", "B9", "Any other Black background", "Unrhyw gefndir Du arall"),
    _group("arab", "other", "OOTH", "O2", "Arab", "Arabaidd"),
    _group("other", "other", "OOTH", "O9", "Any other ethnic group", "Unrhyw grŵp ethnig arall"),
    _group("refused", "unknown", "REFU", "NS", "Refused", "Gwrthodwyd"),
    _group("not_obtained", "unknown", "NOBT", "NS", "Not obtained", "Heb ei gael"),
)
