"""Phrases that a reply in Welsh must not contain (a draft, for somebody whose language it is to look at)."""

from __future__ import annotations

from typing import Final

from commonground.tenants.referrals.safe_kin import KIN_CY, WHOSE_CY
from commonground.tenants.referrals.safe_rules import Kind, refuse

_KNOWN: Final = Kind(
    "It tells whether a child or a concern is known to us.",
    "Bydd rhywun sy’n gyfrifol am y rhan honno o’r ardal yn edrych arno.",
)
_WORK: Final = Kind(
    "It tells what is being done about a child, a family or a person.",
    "Rydym wedi penderfynu beth i’w wneud. Ni allwn ddweud mwy wrthych, ac mae hynny’r un fath i bawb.",
)
_PERSON_WHY: Final = Kind(
    "It speaks of people whom the reader meant, as if we knew them.", "Soniwch am y lle, neu am bobl ifanc."
)
_NEAR: Final = r"[^.!?\n]{0,40}?"
_WHERE: Final = r"[^.!?\n]{0,60}?"
_PERSON: Final = (
    r"(?:[bf]achgen|[bf]echgyn|(?:[pb]erson|[pb]obl)\s+ifanc|ddisgybl(?:ion)?|"
    r"disgybl(?:ion)?|lanc(?:iau)?|llanc(?:iau)?|[td]eulu(?:oedd)?|theulu|[gn]?r[ŵw]p|criw|rhieni|"
    rf"dyn(?:ion)?|ddyn(?:ion)?|menyw|fenyw|unigoly?n|unigolion|chwaer|oedolyn|(?:{KIN_CY})\b)"
)
_THE_ONE: Final = (
    rf"(?:(?:\byr?|['’](?:r|ch|th|i|u|w)|\bdy|\beich|\bei|\beu|\bhyn\s+o)\s+{WHOSE_CY}{_PERSON}|"
    rf"\b{_PERSON}\s+(?:hyn|hwn|hon|yma|yna|dan\s+sylw))"
)
_ONE_CLAUSE: Final = r"(?:(?!\b(?:ond|ac|achos|felly)\b)[^.!?,;:()\n–—])"
_CORFF: Final = r"(?:heddlu|ysgol|gweithiwr\s+cymdeithasol|gwasanaethau\s+(?:cymdeithasol|plant))"
_NI: Final = (
    r"\b(?:rydym|rydyn|rydan|ydym|ydyn|dydyn|dydym|nid\s+ydym|roeddem|roedden|oedden|oeddem|doedden|doeddem|doeddwn|dwi|dych|rwy(?:f|['’]n)?|dw|buom|byddwn|"
    r"gwnaethom|mae['’]r\s+(?:tîm|cyngor)|mae\s+ein)\b"
)
_THEY: Final = r"\b(?:mae|roedd|bydd|oedd|dydy|dyw|nid\s+yw|maen|roedden|byddan)\s+(?:hi|nhw|e|ef|o|fo)"

RULES_CY: Final = (
    refuse(
        _KNOWN,
        rf"{_NI}{_NEAR}\b(?:eisoes|yn\s+barod|gwybod|ymwybodol|(?:ad)?nabod|hadnabod|adnabyddus|clywed|cyfarwydd)\b",
        r"\bmae\b[^.!?\n]{0,30}\b(?:eisoes|yn\s+gwybod|yn\s+ymwybodol|yn\s+(?:ad)?nabod)\b",
        r"\b(?:gwyddom|gwyddem|gwyddon|gwydden|adwaenom|adnabyddwn|clywsom|clywson)\b",
        r"\b(?:yn\s+)?(?:hysbys|adnabyddus|newydd|anhysbys|ddieithr)\s+i\s+(?:ni|['’]r)",
        r"\b[gc]h?ofnod(?:ion)?\b[^.!?\n]{0,20}\b(?:o|am|ar|ohon\w+|amdan\w+)\b|\bar\s+(?:ein\s+)?(?:ff[ei]+l\w*|cofnod\w*)|"
        r"\bdim\s+(?:[gc]h?ofnod|byd\s+am|s[ôo]n)\b|\bein\s+(?:cofnodion|ffeil\w*|system\w*)",
        r"\bgallwn\s+gadarnhau\b|\b(?:roeddech|rydych|oeddech)(?:\s+chi)?(?:\s+yn|['’]n)\s+(?:iawn|gywir|anghywir)\b",
        r"(?:^|[.!?\n,;]\s*|\b(?:ond|ac|a|felly)\s+)(?:ie|do|oes|ydyn|ydym|ydy|oedd|oedden|nage|na|naddo|nac\s+\w+)\s*[,.]\s*\w",
        r"\bachos\s+agored\b|\b(?:mae|oes|does)\b[^.!?\n]{0,25}\bachos\s+(?:ar|gan|gyda)\b",
    ),
    refuse(
        _KNOWN,
        r"\btro\s+cynta[f]?\b|\b(?:adroddiadau|pryderon|cwynion|galwadau|negeseuon)\s+(?:eraill|blaenorol|tebyg|niferus)\b",
        r"\b(?:pobl|trigolion|cymdogion|rhieni|rhai|eraill)\s+(?:eraill\s+)?wedi\b|\beraill\s+(?:yn|hefyd|wedi|am)\b|\bneb\s+arall\b",
        r"\b(?:sawl|nifer\s+o|llawer\s+o|mwy\s+o)\s+(?:adroddiad\w*|[pb]o?bl|berson\w*|galwad\w*|alwad\w*|gŵyn\w*|gwyn\w*|bryder\w*)",
        r"\b(?:clywed|adrodd|dweud|s[ôo]n|cael|digwydd)\b[^.!?\n]{0,25}\bo['’]r\s+blaen\b",
        r"\bers\s+(?:tro|amser|peth\s+amser|misoedd|wythnosau|sbel)\b",
    ),
    refuse(
        _WORK,
        rf"{_NI}{_NEAR}\b(?:(?:g?weithio|siarad|cwrdd|cyfarfod|delio|ymwneud|cysylltu|[gn]?wylio|monitro|cefnogi|helpu|amddiffyn|"
        rf"ymweld|gweld|diogelu|canfod|dod\s+o\s+hyd|dweud|symud|gofalu|cadw\s+llygad)\b{_NEAR}(?:{_THE_ONE}|\b(?:nhw|hi|ef)\b))",
        rf"{_NI}{_NEAR}\b(?:monitro|gwylio|ymchwilio|cadw\s+llygad)\b",
        r"\bymchwili\w*|\bhymchwili\w*|\b(?:wedi\s+)?(?:cael\s+(?:ei|eu)\s+)?(?:h?arestio|cyhuddo|chyhuddo)\b",
        r"\b[gc]h?ynllun(?:iau)?\b[^.!?\n]{0,30}\b(?:ar\s+waith|ar\s+gyfer|ar\s+gael|yn\s+ei\s+le|eisoes|diogelu|amddiffyn|gofal)\b",
        r"\b[gw]*eithiwr\s+(?:cymdeithasol|cymorth|ieuenctid|allweddol)\b|\b(?:mewn|o\s+dan|yng?)\s+gofal\b|\bgofal\s+maeth\b|"
        r"\bgofalwyr\s+maeth\b|\bcyfarfod\s+strategaeth\b|\bmaethu\b",
        rf"\b{_CORFF}\b{_WHERE}{_THE_ONE}|{_THE_ONE}{_WHERE}\b(?:{_CORFF}|arestio|symud|cymryd|siarad)\b|\bheddlu(?:['’]n|\s+yn|\s+wedi)\s+\w+",
    ),
    refuse(
        _WORK,
        rf"(?<!\bos )(?:\b(?:mae|roedd|bydd|cafodd|aeth|nid\s+yw|dydy|dyw|yw|oedd|maen)\s*)?"
        rf"{_THE_ONE}(?:['’]n|\s+(?:yn|wedi|ddim|bellach|nawr|"
        rf"gyda|o\s+dan|ar\s+gynllun|adref|gartref|mewn\s+(?:gofal|ysbyty|cysylltiad|dwylo)))\b",
        rf"\b(?:cafodd|cafwyd|gwelwyd|symudwyd|cymerwyd|arestiwyd|holwyd|hysbyswyd|dywedwyd)\b{_NEAR}{_THE_ONE}",
        rf"\b(?:cafodd|cafwyd|symudwyd|achubwyd)\s+(?:\w+\s+)?{_PERSON}\b|\barest(?:iad\w*|iwyd)\b|\b{_PERSON}\s+(?:ar\s+)?"
        rf"g?coll\b|\b(?:helpoch|helpu|cynorthwyo)\b{_NEAR}\b(?:ddod|dod)\s+o\s+hyd\s+i\s+{_PERSON}\b",
        rf"\b{_PERSON}\b{_WHERE}\b(?:oherwydd|diolch\s+i)\s+(?:chi|eich)\b|\boherwydd\s+(?:chi|eich)\b{_NEAR}\b{_PERSON}\b",
        rf"{_THEY}(?:['’]n|\s+yn|\s+wedi|\s+ddim|\s+mewn|\s+gyda|\s+gartref|\s+adref|\s+bellach)(?:\s+(?:\w+\s+){{0,2}}(?:n?ddiogel|saff|iawn|"
        rf"well|fyw|gartref|adref|cael|derbyn|ysbyty|gofal|symud|teulu|ni|hysbys|gwybod|help|cymorth|byw))",
        r"\b(?:diogel|ddiogel|saff)\s+(?:nawr|bellach|erbyn\s+hyn)\b",
        r"\b(?:neb|nid\s+oes\s+plentyn)\b[^.!?\n]{0,20}\b(?:perygl|risg)\b",
    ),
    refuse(
        _KNOWN,
        r"\bo['’]r\s+enw\s+(?:hwnnw|hwn|honno)\b|\benw(?:au)?\s+a\s+ro\w+|\by\s+cynta[f]?\s+i\b",
        r"\b(?:[pbm]h?ryder\w*|[na]droddiad\w*|wybodaeth|gwybodaeth|hyn)(?:\s+yn|['’]n)\s+(?:g?wir|g?ywir|iawn|anghywir)\b",
    ),
    # As in English: a question or an “os” asserts nothing.
    refuse(
        _PERSON_WHY,
        rf"(?P<skip>\b(?:os|a\s+yw|p[’']?run\s+a)\b{_ONE_CLAUSE}*|(?:(?<![^.!?\n])|(?<=[.!?\n]\s))\s?(?:pa|beth|pryd|ble|pwy|"
        rf"sut|pam|faint|a|ai|ar\s+ba)\b{_ONE_CLAUSE}*\?)|{_THE_ONE}",
    ),
)
