"""Our words for printed letters, in English and Welsh. Each can be read by whoever opens the envelope.

The Welsh is a draft for a translator."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

OURS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "referrer.en": (
            "Our reference: {reference}\n{today}\n\nHello,\n\nThank you for telling {council} about your worry on"
            " {received}. We have read it and decided what to do about it.\n\n{answer}\n\nWe do not say more in a"
            " letter, nor who is involved: somebody else may open it.\n\nIf something new happens, or you want to"
            " talk about it, please ring {phone} and give the reference above. If somebody is in danger now, ring"
            " 999.\n\n{council}"
        ),
        "referrer.cy": (
            "Ein cyfeirnod: {reference}\n{today}\n\nHelo,\n\nDiolch am ddweud wrth {council} am eich pryder ar"
            " {received}. Rydym wedi ei ddarllen ac wedi penderfynu beth i’w wneud yn ei gylch.\n\n{answer}\n\nNid"
            " ydym yn dweud mwy mewn llythyr, na phwy sydd ynghlwm wrtho: gallai rhywun arall ei agor.\n\nOs"
            " bydd rhywbeth newydd yn digwydd, neu os hoffech siarad am y peth, ffoniwch {phone} a rhowch y"
            " cyfeirnod uchod. Os oes rhywun mewn perygl nawr, ffoniwch 999.\n\n{council}"
        ),
        "business.en": (
            "Our reference: {reference}\n{today}\n\nTo the manager,\n\n{council} looks at what makes places safer"
            " for young people, together with those who run them. We would like to speak with you about"
            " yours.\n\nThis letter accuses nobody. We would like to hear what you and your staff see, and what"
            " would help.\n\nPlease ring {phone} and give the reference above. If somebody is in danger now, ring"
            " 999.\n\n{council}"
        ),
        "business.cy": (
            "Ein cyfeirnod: {reference}\n{today}\n\nAt y rheolwr,\n\nMae {council} yn edrych ar yr hyn sy’n"
            " gwneud lleoedd yn fwy diogel i bobl ifanc, gyda’r rhai sy’n eu rhedeg. Hoffem siarad â chi am eich"
            " lle chi.\n\nNid yw’r llythyr hwn yn cyhuddo neb. Hoffem glywed beth rydych chi a’ch staff yn ei"
            " weld, a beth fyddai’n helpu.\n\nFfoniwch {phone} a rhowch y cyfeirnod uchod. Os oes rhywun mewn"
            " perygl nawr, ffoniwch 999.\n\n{council}"
        ),
        "school.en": (
            "Our reference: {reference}\n{today}\n\nTo the designated safeguarding lead,\n\n{council} would like"
            " to speak with you about what makes the surroundings of your school safer for young people.\n\nThis"
            " letter names no pupil, and we ask you not to write back with any name.\n\nPlease ring {phone} and"
            " give the reference above. If somebody is in danger now, ring 999.\n\n{council}"
        ),
        "school.cy": (
            "Ein cyfeirnod: {reference}\n{today}\n\nAt yr arweinydd diogelu dynodedig,\n\nHoffai {council} siarad"
            " â chi am yr hyn sy’n gwneud amgylchedd eich ysgol yn fwy diogel i bobl ifanc.\n\nNid yw’r llythyr"
            " hwn yn enwi unrhyw ddisgybl, a gofynnwn i chi beidio ag ysgrifennu yn ôl gydag unrhyw"
            " enw.\n\nFfoniwch {phone} a rhowch y cyfeirnod uchod. Os oes rhywun mewn perygl nawr, ffoniwch"
            " 999.\n\n{council}"
        ),
    }
)
