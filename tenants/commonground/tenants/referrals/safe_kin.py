"""Words for somebody's kin, in English and Welsh: “we have spoken to your daughter” tells as much as “to the girl”."""

from __future__ import annotations

from typing import Final

KIN: Final = (
    r"(?:(?:step|half|god|grand|great[-\s]grand)[-\s]?)?(?:daughters?|sons?|child(?:ren)?|kids?|brothers?|sisters?|mothers?|"
    r"mums?|fathers?|dads?|parents?|nephews?|nieces?)(?:[-\s]in[-\s]law)?|cousins?|siblings?|twins?|uncles?|"
    r"aunt(?:s|ies?|ys?)?|gran(?:s|n(?:y|ies)|d?mas?|d?pas?|dads?)?|nans?|nann(?:y|ies)|relatives?|husbands?|wi(?:fe|ves)|"
    r"spouses?|fianc[eé]{1,2}s?|boyfriends?|girlfriends?|bab(?:y|ies)(?!\s+(?:clinic|group|chang|club|class|bank))|"
    r"toddlers?(?!\s+(?:group|club))|partner(?!\s+(?:agenc|organi|council|service|school))|"
    r"(?:(?<=your\s)|(?<=his\s)|(?<=her\s))(?:partners|friends?|mates?)"
)
"""Partners and friends are so only of one person: a council has partners too, and anybody may talk to a friend."""

WHOSE: Final = (
    r"(?:(?:own|old(?:er|est)?|eld(?:er|est)|young(?:er|est)?|little|big|small|only|other|middle|teenaged?|foster(?:ed)?|"
    r"adopt(?:ed|ive)|step|missing|poor|dear|lovely|brave|first|second|two|three|four|both|[\w-]+[-\s]years?[-\s]old)\s+){0,2}"
)
"""What may stand between “your” and the word: “your older son”, “your own two children”."""

KIN_CY: Final = (
    r"(?:ll?ys)?(?:[mf]ab|mhab|[mf]eibion|f?merch(?:ed)?|ferch(?:ed)?)|h?wyres(?:au)?|g?h?[ŵw]yr(?:ion)?|nai|neia?int|"
    r"nith(?:oedd)?|(?:[cg]|ch|ngh)efnd(?:er(?:oedd|yd)?|[ye]ryd|ryd)|(?:[cg]|ch|ngh)yfnither(?:oedd|od)?|[pbm]?h?lentyn|"
    r"[pbm]h?lant|[bf]rawd|mrawd|[bf]rodyr|mrodyr|chwiorydd|(?:[mf]|mh)am(?:[-\s]gu)?|(?:[td]|th|nh)ad(?:[-\s]cu)?|nain|"
    r"(?:[td]|th|nh)aid|ewythr(?:edd)?|(?:[mf])odryb(?:edd)?|g?[ŵw]r|[gn]?g?wraig|(?:[pb]|ph|mh)artner|"
    r"(?:[cg]|ch|ngh)ariad|g?efeilliaid|(?:[pb]|ph|mh)erthnas(?:au)?|(?:[pb]|ph|mh)erthynas|(?:[bf]|m)abi|babanod|baban"
)
"""With what the word before makes of their first letter: mab, fab, mhab."""

WHOSE_CY: Final = r"(?:(?:unig|d?dau|d?dwy|[td]ri|[td]air|ail|hen|annwyl)\s+)?"
