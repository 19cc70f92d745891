"""What may be done to people, and how they may be: the doings that a reply must not tell."""

from __future__ import annotations

from typing import Final

DONE_TO: Final = (
    r"(?:taken|moved|removed|arrested|questioned|interviewed|placed|excluded|picked\s+up|visited|told|informed|"
    r"contacted|identified|found|traced|located|seen|warned|assessed|referred|supported|helped|protected|safeguarded|"
    r"offered|given|allocated|monitored|watched|rehoused|suspended|dealt\s+with|looked\s+(?:after|at)|known|met|"
    r"approached|cautioned|charged|sent|returned|rung|(?:spoken|talked)\s+(?:to|with)|cared\s+for|invited|"
    r"(?:getting|receiving|having|engaging|working|staying|living|co-?operating|doing)\b)"
)
HOW: Final = (
    r"(?:(?:un)?safe(?:r|ly)?|fine|ok(?:ay)?|all\s*right|well|unharmed|(?:at\s+)?home|better|alive|dead|missing|gone|away|"
    r"protected|in\s+(?:hospital|our\s+care|care|custody|prison|touch|contact|good\s+hands|safe\s+hands|danger)|at\s+risk|"
    r"out\s+of\s+(?:danger|harm)|under\s+\w+|on\s+(?:a|the|our|bail)|with\s+(?:us|famil\w+|foster\w*|a|the|their|her|his)|"
    r"back|not\s+(?:in|at|known|alone|safe)|taken\s+care|open\s+to|part\s+of|one\s+of\s+ours?|ours)\b"
)
MET: Final = (
    r"(?:spoke(?:n)?|talk(?:ed|ing)?|speak(?:ing)?|met|meet(?:ing)?|saw|seen|see(?:ing)?|visit(?:ed|ing)?|contact(?:ed|ing)?|"
    r"r[au]ng|phon(?:ed|ing)|call(?:ed|ing)|writ(?:ten|ing)|wrote|told|tell(?:ing)?|inform(?:ed|ing)?|identif(?:ied|y|ying)|"
    r"f[oi]u?nd(?:ing)?|trac(?:ed|ing)|locat(?:ed|ing)|recogni[sz](?:ed?|ing)|match(?:ed)?|nam(?:ed|ing)|approach(?:ed|ing)|"
    r"interview(?:ed|ing)?|assess(?:ed|ing)?|refer(?:red|ring)?|support(?:ed|ing)?|help(?:ed|ing)?|warn(?:ed|ing)?|"
    r"mov(?:ed|ing)|remov(?:ed|ing)|tak(?:en|ing)|took|protect(?:ed|ing)?|safeguard(?:ed|ing)?|monitor(?:ed|ing)?|"
    r"watch(?:ed|ing)?|follow(?:ed|ing)?|track(?:ed|ing)?|investigat(?:ed|ing|e)|know(?:n)?|knew|arrest(?:ed|ing)?|"
    r"work(?:ed|ing)?|deal(?:t|ing)?|engag(?:ed|ing)|liais(?:ed|ing)|look(?:ed|ing)?\s+(?:after|for|out\s+for)|"
    r"been\s+in\s+touch|in\s+(?:touch|contact)|keep(?:ing)?\s+(?:an\s+eye|watch)|car(?:ed|ing)\s+for|check(?:ed|ing)?\s+on|"
    r"place[d]?|hous(?:ed|ing)|offer(?:ed|ing)?|involv(?:ed|ing)?|aware|familiar|concerned|worried|reach(?:ed|ing)?)"
)
ACTED: Final = r"(?:monitor|watch|follow|track|investigat|look|deal|keep|work|aware|involv)\w*"
