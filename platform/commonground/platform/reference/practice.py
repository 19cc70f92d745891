"""What teams do, what a referral comes to, responses, ties between young people, and where a site stands in the network
(domain notes, sections 2a and 3)."""

from __future__ import annotations

from typing import Final

from commonground.platform.reference.types import Entry, Table, Words


def _entry(code: str, en: str, cy: str) -> Entry:
    return Entry(code=code, words=Words(en, cy))


TEAM_KINDS: Final = Table(
    "kinds of team",
    _entry("front_door", "Front door", "Drws blaen"),
    _entry("specialist", "Specialist", "Arbenigol"),
    _entry("locality", "Locality", "Ardal leol"),
    key="team_kind",
)

DECISIONS: Final = Table(
    "decisions",
    _entry("advice", "No further action, with advice", "Dim camau pellach, gyda chyngor"),
    _entry("added_to_context", "Add to the context, no further action yet", "Ychwanegu at y cyd-destun, dim mwy eto"),
    _entry("signpost", "Signpost to a service for everyone", "Cyfeirio at wasanaeth i bawb"),
    _entry("consultation", "Give it a lead for consultation", "Rhoi arweinydd iddo ar gyfer ymgynghori"),
    _entry("single_agency", "One agency leads", "Un asiantaeth yn arwain"),
    _entry("level_1", "Refer named child or children", "Atgyfeirio plentyn neu blant a enwir"),
    _entry("context_assessment", "Assess the context", "Asesu’r cyd-destun"),
    _entry("strategy_discussion", "Strategy discussion", "Trafodaeth strategaeth"),
    _entry("panel", "Take it to the panel", "Mynd ag ef i’r panel"),
    _entry("other_borough", "Another council leads", "Cyngor arall yn arwain"),
    key="decision",
)
"""What happens to a referral (`referrals/types.Outcome`)."""

RESPONSES: Final = Table(
    "responses",
    _entry("detached_youth_work", "Detached youth work", "Gwaith ieuenctid datgysylltiedig"),
    _entry("outreach", "Outreach", "Allgymorth"),
    _entry("group_work", "Group work", "Gwaith grŵp"),
    _entry("bystander", "Bystander work", "Gwaith gwylwyr"),
    _entry("mentoring", "Mentoring", "Mentora"),
    _entry("peer_support", "Peer support", "Cefnogaeth gan gyfoedion"),
    _entry("restorative", "Restorative work", "Gwaith adferol"),
    _entry("mediation", "Mediation", "Cyfryngu"),
    _entry("multi_family_therapy", "Multi-family therapy", "Therapi aml-deulu"),
    _entry("parent_peer_support", "Parents supporting parents", "Rhieni’n cefnogi rhieni"),
    _entry("guardianship_training", "Community guardianship training", "Hyfforddiant gwarcheidwaid cymunedol"),
    _entry("safety_mapping", "Safety or community mapping", "Mapio diogelwch neu’r gymuned"),
    _entry("environmental_design", "Environmental design", "Dylunio amgylcheddol"),
    _entry("lighting", "Lighting", "Goleuadau"),
    _entry("cctv", "CCTV", "Teledu cylch cyfyng"),
    _entry("supervision_change", "Change of supervision", "Newid goruchwyliaeth"),
    _entry("policy_change", "Change of policy", "Newid polisi"),
    _entry("licensing_regulatory", "Licensing or regulation", "Trwyddedu neu reoleiddio"),
    _entry("curriculum", "Curriculum", "Cwricwlwm"),
    _entry("transport_change", "Change of transport", "Newid trafnidiaeth"),
    _entry("service_redesign", "Service redesign", "Ailgynllunio gwasanaeth"),
    _entry("disruption", "Disruption, led by police", "Tarfu, dan arweiniad yr heddlu"),
    _entry("trusted_adult", "Trusted adult", "Oedolyn y gellir ymddiried ynddo"),
    _entry("one_to_one", "One-to-one work", "Gwaith un-i-un"),
    _entry("community_event", "Community event", "Digwyddiad cymunedol"),
)

RESPONSE_TARGETS: Final = Table(
    "targets of a response",
    _entry("individual", "Individual", "Unigolyn"),
    _entry("family", "Family", "Teulu"),
    _entry("peers", "Peers", "Cyfoedion"),
    _entry("school", "School", "Ysgol"),
    _entry("neighbourhood", "Neighbourhood", "Cymdogaeth"),
    _entry("other", "Other", "Arall"),
)

TIES: Final = Table(
    "ties",
    _entry("friend", "Friend", "Ffrind"),
    _entry("close_friend", "Close friend", "Ffrind agos"),
    _entry("partner_or_ex", "Partner or former partner", "Partner neu gyn-bartner"),
    _entry("sibling_or_kin", "Sibling or other kin", "Brawd, chwaer neu berthynas"),
    _entry("co_missing", "Missing together", "Ar goll gyda’i gilydd"),
    _entry("co_offending_alleged", "Offending together, alleged", "Troseddu gyda’i gilydd, honedig"),
    _entry("classmate", "Classmate", "Yn yr un dosbarth"),
    _entry("online_contact", "Online contact", "Cyswllt ar-lein"),
    _entry("conflict", "Conflict or rivalry", "Gwrthdaro neu gystadlu"),
    _entry("exploits", "Coerces or exploits", "Gorfodi neu gamfanteisio"),
    _entry("protects", "Protects", "Amddiffyn"),
    _entry("influenced_by", "Influenced by", "Dan ddylanwad"),
    _entry("unknown", "Not known", "Ddim yn hysbys"),
)

NETWORK_STATUSES: Final = Table(
    "network statuses",
    _entry("interested", "Interested", "Â diddordeb"),
    _entry("preparing", "Preparing", "Yn paratoi"),
    _entry("testing", "Testing", "Yn profi"),
    _entry("implementing", "Implementing", "Yn gweithredu"),
    _entry("embedded", "Embedded, business as usual", "Wedi’i sefydlu, gwaith arferol"),
    _entry("paused", "Paused", "Wedi oedi"),
)
