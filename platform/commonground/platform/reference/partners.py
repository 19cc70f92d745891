"""Who tells, who acts: sources of a referral and agencies (domain notes, section 3)."""

from __future__ import annotations

from typing import Final

from commonground.platform.reference.types import Entry, Table, Words


def _entry(code: str, en: str, cy: str, short: Words | None = None) -> Entry:
    return Entry(code=code, words=Words(en, cy), short=short)


NOT_SAID: Final = "not_said"
"""Of what came with an earlier tracker that does not say who told: nobody asked to stay without a name."""
SOURCES: Final = Table(
    "sources",
    _entry("individual_family", "Individual or family", "Unigolyn neu deulu", Words("Family", "Teulu")),
    _entry("young_person", "Young person", "Person ifanc"),
    _entry("public", "Member of the public", "Aelod o’r cyhoedd", Words("Resident", "Preswylydd")),
    _entry("school", "School", "Ysgol"),
    _entry("police", "Police", "Heddlu"),
    _entry("health", "Health", "Iechyd"),
    _entry("housing", "Housing", "Tai"),
    _entry("la_other", "Another team of the council", "Tîm arall o’r cyngor", Words("Council team", "Tîm y cyngor")),
    _entry("vcs", "Voluntary or community organisation", "Sefydliad gwirfoddol", Words("Charity", "Elusen")),
    _entry("business", "Business", "Busnes"),
    _entry("transport", "Transport", "Trafnidiaeth"),
    _entry("other_agency", "Another agency", "Asiantaeth arall"),
    _entry("other_borough", "Another council", "Cyngor arall"),
    _entry("panel", "Panel", "Panel"),
    _entry("anonymous", "Anonymous", "Dienw", Words("No name", "Dienw")),
    _entry(NOT_SAID, "Not said", "Heb ei ddweud"),
    key="source",
)

AGREE_TOGETHER: Final = Table(
    "agencies that agree on something together",
    _entry("social_care", "Children’s social care", "Gofal cymdeithasol plant"),
    _entry("police", "Police", "Heddlu"),
    _entry("health", "Health", "Iechyd"),
    _entry("education", "Education", "Addysg"),
    _entry("youth_justice", "Youth justice service", "Gwasanaeth cyfiawnder ieuenctid"),
    _entry("housing", "Housing", "Tai"),
    _entry("licensing", "Licensing", "Trwyddedu"),
    _entry("community_safety", "Community safety", "Diogelwch cymunedol"),
    _entry("vcs", "Voluntary or community organisation", "Sefydliad gwirfoddol neu gymunedol"),
    _entry("other", "Another agency", "Asiantaeth arall"),
)
"""Coarser than `AGENCIES`: who sat at the table, and not which desk of theirs one rings."""

AGENCIES: Final = Table(
    "agencies",
    _entry("social_care", "Children’s social care", "Gofal cymdeithasol plant"),
    _entry("early_help", "Early help", "Cymorth cynnar"),
    _entry("youth_justice", "Youth justice service", "Gwasanaeth cyfiawnder ieuenctid"),
    _entry("police", "Police", "Heddlu"),
    _entry("police_bcu", "Police, local command unit", "Heddlu, uned reoli leol"),
    _entry("police_safer_schools", "Police, safer schools", "Heddlu, ysgolion mwy diogel"),
    _entry("health_icb", "Integrated care board or health board", "Bwrdd gofal integredig neu fwrdd iechyd"),
    _entry("camhs", "Child and adolescent mental health", "Iechyd meddwl plant a’r glasoed"),
    _entry("emergency_department", "Emergency department", "Adran achosion brys"),
    _entry("school_nurse", "School nursing", "Nyrsio ysgol"),
    _entry("school", "School", "Ysgol"),
    _entry("school_dsl", "Designated safeguarding lead", "Arweinydd diogelu dynodedig"),
    _entry("alternative_provision", "Alternative provision", "Darpariaeth amgen"),
    _entry("admissions", "School admissions", "Derbyniadau ysgol"),
    _entry("housing", "Council housing", "Tai’r cyngor"),
    _entry("registered_provider", "Housing association", "Cymdeithas dai"),
    _entry("community_safety", "Community safety", "Diogelwch cymunedol"),
    _entry("licensing", "Licensing", "Trwyddedu"),
    _entry("planning", "Planning", "Cynllunio"),
    _entry("parks", "Parks", "Parciau"),
    _entry("transport", "Transport", "Trafnidiaeth"),
    _entry("fire", "Fire and rescue", "Tân ac achub"),
    _entry("probation", "Probation", "Prawf"),
    _entry("vru", "Violence reduction unit", "Uned lleihau trais"),
    _entry("vcs", "Voluntary or community organisation", "Sefydliad gwirfoddol neu gymunedol"),
    _entry("faith", "Faith group", "Grŵp ffydd"),
    _entry("business", "Business", "Busnes"),
    _entry("residents", "Residents’ group", "Grŵp preswylwyr"),
    _entry("scp", "Safeguarding children partnership or board", "Partneriaeth neu fwrdd diogelu plant"),
    _entry("immigration_border", "Immigration or border", "Mewnfudo neu’r ffin"),
    _entry("university", "University", "Prifysgol"),
    key="agency",
)
