# ruff: noqa: E501 - patterns read best on one line
"""Risk and health cues by family: a class of subject or object with a class of predicate.

Each cue is (family, name, pattern). Patterns stand for constructions of the field (use that falls, money
that is contested, service that fails, contact that lapses), not for sentences.
"""

from __future__ import annotations

import re

from copilot.domain.words import SignalFamily

__all__ = ["POSITIVE", "RISK", "Cue"]

Cue = tuple[SignalFamily, str, re.Pattern[str]]

_USE = r"(?:usage|adoption|log-?ins?|active users?|utili[sz]ation|uptake|engagement|sessions|seats in use|users)"
_FALL = r"(?:declin\w*|drop(?:ped|ping|s)?|fell|fall(?:en|ing|s)?|down|decreas\w*|shrank|shrunk|slump\w*|dip(?:ped|s)?|halved|collapsed|flat(?:lined)?|stalled|low(?:er)?|poor|slipp\w*|sliding|tail(?:ed|ing) off|went down|gone down)"
_RISE = r"(?:up|rose|risen|rising|grew|grown|growing|increas\w*|climb\w*|doubled|tripled|improv\w*|better|higher|record|all-time high)"
_PRODUCT = r"(?:tool|system|platform|product|software|app|application|solution|it|you|your \w+|module|service)"
_PAPER = r"(?:paper|spreadsheets?|excel|clipboards?|whiteboards?|pen and paper|google sheets?|notebooks?|binders?|by hand|manually|handwritten|printouts?|printed|whatsapp|post-?its?|forms on)"
_MONEY = r"(?:price|pricing|cost|costs|quote|fee|fees|increase|uplift|renewal|invoice|licen[cs]e|contract|charge|number|bill|proposal|budget|rate)"
_SEATS = r"(?:seats?|licen[cs]es?|users|modules?|contract|spend|scope|tier|plan|package|subscription)"
_OUTAGE = r"(?:outage|downtime|down(?:time)?|unavailable|unreachable|crash(?:ed|es|ing)?|interruption|not (?:reachable|available|responding|loading)|timed? out|time-?outs?|5\d\d errors?|frozen|froze|hung)"
_SYSTEM = r"(?:system|service|platform|server|app|site|portal|tool|log-?in|everything|api|sync|database|tablets?|screen|you|it)"
_GOAL = r"(?:goal|target|objective|kpi|okr|outcome|milestone|commitment to the board|business case|sla|roi)"

RISK: tuple[Cue, ...] = tuple(
    (SignalFamily(family), name, re.compile(pattern))
    for family, name, pattern in (
        (
            "usage",
            "decline",
            rf"\b{_USE}\b[^.;?]{{0,40}}\b{_FALL}\b|\b{_FALL}\b[^.;?]{{0,20}}\b(?:in|of) {_USE}\b|\b(?:down|fell|dropped|fallen) from \d+|\bfewer (?:people|users|log-?ins|of (?:us|them))\b",
        ),
        (
            "usage",
            "not_using",
            rf"\b(?:nobody|no one|hardly anyone|few people|barely anyone|people|they|we|staff|team|teams|crews?|\w+s) (?:really |actually |even |ever |have |has )?(?:uses|use|used|opens?|opened|logs? in|logged in|touch(?:es|ed)?|trusts?)\b[^.;?]{{0,10}}\b(?:{_PRODUCT}|any ?more|them)\b.{{0,0}}|\b(?:don't|doesn't|do not|not|never|stopped|stop|aren't|isn't|refus\w+ to) (?:really |actually |even )?(?:us(?:e|ed|es|ing)|log(?:ging)? in|open(?:ing)?|touch(?:ing)?)\b|\bshelf-?ware\b|\bunused\b|\bgather\w* dust\b|\bseats? (?:\w+ )?(?:unused|idle|empty)\b|\bswitch(?:ed)? (?:it|them|notifications) off\b",
        ),
        (
            "usage",
            "workaround",
            rf"\b(?:back (?:to|on)|went back to|reverted to|still (?:on|use|using|do(?:ing)?|in)|return(?:ed|ing)? to|keep|kept|keeps|run(?:s|ning)?|do(?:es|ing)?|did|work(?:s|ing)? (?:with|in|on)|maintain\w*|in parallel|own|rely(?:ing)? on)\b[^.;?]{{0,40}}\b{_PAPER}\b|\b(?:by hand|double (?:entry|work)|work-?arounds?)\b",
        ),
        (
            "commercial",
            "price",
            rf"\b(?:too (?:expensive|high|much|costly|steep)|can't (?:afford|justify)|cannot (?:afford|justify|accept)|not (?:affordable|acceptable|justif\w+)|hard to (?:justify|defend)|expensive|over(?:priced| budget)|above (?:our )?budget|price (?:increase|hike|rise|jump)|cheaper|discount|better (?:price|terms|offer|rate)|reduction of|reduce (?:the )?{_MONEY}|benchmark(?:ed|ing)?|sharpen your pencil|value for money|non-?negotiable|not negotiable)\b",
        ),
        (
            "commercial",
            "budget",
            r"\b(?:budget (?:cuts?|freeze|frozen|pressure|review|is gone|constraints?)|cost[- ](?:cutting|cuts|savings?|reduction|programme)|hiring freeze|spending freeze|austerity|savings? (?:target|programme)|cut(?:ting)? (?:costs|spend|budgets?)|told to (?:save|cut)|redundanc\w+|lay-?offs?|restructur\w+)\b",
        ),
        (
            "commercial",
            "fewer_seats",
            rf"\b(?:cut|cutting|reduce|reducing|fewer|drop|dropping|remove|removing|downgrad\w+|scale (?:back|down)|go(?:ing)? down|hand back|give back|lose|shrink|halve|only (?:need|renew|pay for))\b[^.;?]{{0,40}}\b{_SEATS}\b|\b(?:don't|do not|no longer) need (?:all|that many|so many|\d+) [\w ]{{0,20}}{_SEATS}\b",
        ),
        (
            "commercial",
            "notice",
            r"\b(?:(?:give|given|gave|giving|serve|served|send|sent|formal|written|hereby|issue|issued) (?:you )?(?:\w+ )?notice|terminat(?:e|es|ed|ion|ing)|(?:not|won't|will not|don't (?:plan|intend|want) to) (?:be )?renew(?:ing)?|non-?renewal|cancel(?:l?ing|led|lation)? (?:the |our |this )?(?:contract|subscription|agreement|licen[cs]e|renewal)|let (?:it|the contract|the agreement) (?:lapse|expire)|opt(?:ing)?[- ]out|wind(?:ing)? down|exit (?:plan|strategy|clause)|move away from (?:you|the platform)|end the (?:contract|agreement|relationship))\b",
        ),
        (
            "commercial",
            "procurement",
            r"\b(?:tender|rfp|rfq|rfi|re-?tender|procurement (?:review|process|exercise|is|has|will|asks?|wants?)|supplier (?:review|rationali[sz]ation|consolidation)|vendor (?:review|consolidation|rationali[sz]ation)|competitive bid|three quotes|market test|go(?:ing)? out to market|consolidat\w+ (?:vendors|suppliers|tools))\b",
        ),
        (
            "support",
            "outage",
            rf"\b{_SYSTEM}\b[^.;?]{{0,25}}\b(?:is|was|were|went|goes|are|been|keeps?|has|had|could not be|couldn't)\b[^.;?]{{0,15}}\b{_OUTAGE}\b|\b(?:outage|downtime|service interruption|major incident)\b|\b(?:nobody|no one|can't|cannot|couldn't|unable to|not able to) (?:can )?(?:log ?in|sign in|access|open|reach|work|connect)\b",
        ),
        (
            "support",
            "data_loss",
            r"\b(?:los(?:t|ing|e)|missing|gone|wiped|deleted|disappear\w*|vanish\w*|corrupt\w*|overwritten|cannot be recovered|dropped)\b[^.;?]{0,30}\b(?:data|records?|photos?|pictures?|images?|files?|rounds?|entries|reports?|history|work orders?|tests?|results?|logs?)\b|\b(?:data|records?|photos?|pictures?|images?|files?|rounds?|entries|reports?|history)\b[^.;?]{0,25}\b(?:lost|missing|gone|wiped|disappeared|vanished|corrupt\w*|overwritten|not (?:saved|synced|there))\b|\bdata[ -]loss\b",
        ),
        (
            "support",
            "repeated",
            r"\b(?:again|still|same (?:bug|issue|problem|error|thing|fault)|third time|second time|twice|once more|keeps? (?:happening|coming|crashing|failing|doing)|recurr\w+|came back|is back|not (?:the )?first time|every (?:day|week|time|morning))\b[^.;?]{0,40}\b(?:bug|issue|problem|error|fail\w*|broken|crash\w*|duplicat\w*|wrong|down|fault|happen\w*|defect)\b|\b(?:bug|issue|problem|error|fault|duplicates?|defect)\b[^.;?]{0,40}\b(?:again|still|back|keeps?|third time|twice|recurr\w+|not (?:fixed|solved|resolved))\b",
        ),
        (
            "support",
            "defect",
            r"\b(?:bug|broken|does(?:n't| not) work|not working|is wrong|are wrong|wrong (?:data|numbers?|values?|results?|total)|error message|fails?|failed|failing|duplicat(?:e|es|ed)|glitch\w*|defect|incorrect|mistranslat\w*|unusable)\b",
        ),
        (
            "support",
            "slow_support",
            r"\b(?:nobody (?:answers?|answered|replied|replies|called|calls)|no (?:answer|reply|response)|(?:days|weeks|months) (?:for|without) (?:an? )?(?:answer|reply|response)|slow (?:support|response|answers?)|support (?:is|was|takes) (?:slow|too|days|weeks)|ticket (?:is|has been|was) open (?:for|since)|unanswered|ignored|chas(?:e|ed|ing) (?:you|support|it|this))\b",
        ),
        (
            "support",
            "escalation",
            r"\b(?:escalat\w+|speak to your (?:manager|boss|director|management)|your (?:ceo|management)|executive attention|formal complaint|complain(?:t|ts|ed)\b|unacceptable|not acceptable)\b",
        ),
        (
            "commercial",
            "ownership",
            r"\b(?:(?:we are|we're|they are|they're|board is|committee is|group is|deciding|decide|talking about|considering|whether to|plan(?:s|ning)? to) [^.;]{0,30}\b(?:sell(?:ing)?|clos(?:e|ing)|merg(?:e|ing)|shut(?:ting)?|divest\w*)\b[^.;]{0,30}|there is a buyer|merger|being sold|to be sold|acquired by|takeover|insolven\w+|administration order|site closure)\b",
        ),
        (
            "relationship",
            "silence",
            r"\b(?:(?:no|not|any) (?:reply|response|answer|feedback)|gone (?:quiet|dark|silent)|went (?:quiet|dark|silent)|ghost\w*|radio silence|not (?:heard|responding|responded|replied|answering|returned)|heard nothing|haven't heard|hasn't (?:replied|responded|called)|did not ring back|didn't (?:ring|call|reply|answer)|voicemail|no[- ]show\b(?! rate)|unresponsive)\b",
        ),
        (
            "relationship",
            "cancelled",
            r"\b(?:cancel(?:l?ed|s)|postpon\w+|moved (?:again|for the)|declined|skipped|pushed back|re-?scheduled (?:again|for the)|didn't (?:show|turn) up|did not (?:show|turn) up|nobody (?:came|joined|showed))\b[^.;?]{0,40}\b(?:meeting|call|review|qbr|session|training|steering|check-?in|demo|visit|workshop)\b|\b(?:meeting|call|review|qbr|session|steering|check-?in|visit)\b[^.;?]{0,30}\b(?:cancel(?:l?ed)|postponed|declined|skipped|didn't happen)\b",
        ),
        (
            "sentiment",
            "frustration",
            r"\b(?:frustrat\w+|annoy\w+|angry|furious|livid|fed up|sick (?:of|and tired)|disappoint\w+|dissatisf\w+|unhappy|not (?:happy|pleased|satisfied|impressed|amused|good enough)|upset|losing (?:patience|faith|trust|confidence)|lost (?:patience|faith|trust|confidence)|ridiculous|embarrass\w+|joke\b|nightmare|terrible|awful|useless|hate|worst|waste of (?:time|money)|enough is enough|let down|regret|do(?:n't| not) trust|cannot trust|patience|sceptical|skeptical|pointless|painful|bad news)\b",
        ),
        (
            "value",
            "goal_missed",
            rf"\b{_GOAL}s?\b[^.;?]{{0,60}}\b(?:missed|not (?:met|reached|achieved|hit)|behind|off track|short of|failed|slipp\w+|out of reach|not there)\b|\b(?:missed|miss|short of|behind|below|nowhere near|far from|failed to (?:meet|reach|hit))\b[^.;?]{{0,25}}\b{_GOAL}s?\b",
        ),
        (
            "value",
            "no_value",
            r"\b(?:(?:no|not (?:seen|seeing|getting)|don't see|do not see|hard to see|what is the|where is the|see any) (?:\w+ )?(?:value|benefit|return|roi|difference|improvement)|not worth|what are we paying for|why (?:we|do we|are we) pay\w*|doesn't (?:help|save)|not what (?:we|i) (?:bought|paid|ordered|were promised))\b",
        ),
        (
            "commercial",
            "competitor",
            r"\b(?:competitors?|alternatives?|other (?:vendors?|suppliers?|tools?|providers?|options)|another (?:vendor|supplier|tool|provider|platform|system)|look(?:ed|ing)? (?:around|elsewhere|at (?:the market|others))|explor\w+ the market|market (?:scan|exploration|comparison)|shortlist\w*|switch(?:ing|ed)? (?:to|over to|vendors?|suppliers?)|evaluat(?:e|ing|ed) (?:\w+ ){0,3}(?:tools?|vendors?|systems?|products?|alternatives?)|(?:pilot|trial|demo|poc|proof of concept|bake-?off|quote|offer)(?:ling|ing|led|ed)? (?:of|from|with|by) (?!you|us|your|our|the|a\b)[a-z]\w+|replac(?:e|ing|ed) (?:you|your|it with|ferrule))\b",
        ),
    )
)
"""What speaks against an account's health, by family."""

POSITIVE: tuple[Cue, ...] = tuple(
    (SignalFamily(family), name, re.compile(pattern))
    for family, name, pattern in (
        (
            "value",
            "goal_reached",
            rf"\b{_GOAL}s?\b[^.;?]{{0,60}}\b(?:hit|met|reached|achieved|exceeded|beaten|done|on track|closed)\b|\b(?:hit|met|reached|achieved|exceeded|beat|smashed|ahead of|under|above|below)\b[^.;?]{{0,25}}\b(?:the |our |your |board )?{_GOAL}s?\b",
        ),
        (
            "value",
            "improved",
            rf"\b(?:sav(?:ed|es|ing) (?:us|me|them|about|around|over|\d)|cut (?:from|by|our|the time)|down (?:from|to) \d|up from \d|from \d[\d.,]* ?(?:%|per ?cent|days|hours|minutes|min)? to \d|instead of (?:\w+ )?\d|twice as (?:fast|many)|half the time|(?:we|i) (?:now )?(?:sleep|see|know|find|spend) (?:better|less|faster)|paid for itself|no (?:more )?findings?|zero (?:findings?|defects?|incidents?)|(?:passed|pass) (?:the |our |its |with )?(?:\w+ )?(?:audit|inspection|review|test|re-inspection)|(?:goal|target|result)s?[^.;]{0, 30}: ?reached|no (?:more )?re-?typing|in (?:\w+|\d+) (?:minutes|hours|days|seconds) instead of|(?:one|two|three) \w+ we didn'?t have)\b",
        ),
        (
            "sentiment",
            "praise",
            r"\b(?:love(?:s|d)? (?:it|this|the|you|your|working)|great (?:job|work|tool|product|help|support|service)|excellent|fantastic|brilliant|amazing|wonderful|outstanding|impressed|delighted|thrilled|very (?:happy|pleased|satisfied|good)|really (?:like|happy|helpful|good)|so (?:happy|pleased|helpful)|best (?:\w+ )?(?:tool|vendor|supplier|support|thing)|life-?saver|game[- ]changer|well done|thank you so much|exceeded (?:my|our) expectations|can't (?:complain|imagine|live without)|no complaints|a pleasure|works (?:great|well|perfectly|like a charm)|smashing|couldn't be happier|bless you|you're a (?:wonder|star|hero))\b",
        ),
        (
            "usage",
            "growth",
            rf"\b{_USE}\b[^.;?]{{0,30}}\b{_RISE}\b|\b(?:everyone|everybody|all (?:teams|crews|sites|shifts|\d+ \w+)|whole team) (?:is |are |now |now uses? |uses? |use )+(?:it|using|on it|live|on the)\b|\b(?:paperless|no paper (?:rounds? |forms? )?(?:logged |used )?(?:since|any ?more|now|at all)|(?:stopped|have stopped) (?:printing|the paper|paper|using paper|it on))\b|\b(?:is|are|we're|went) live\b",
        ),
        (
            "commercial",
            "expansion",
            r"\b(?:add(?:ing)? (?:\w+ )?(?:seats|users|sites?|modules?|licen[cs]es)|more (?:seats|licen[cs]es|users|sites)|roll(?:ing)? (?:it )?out to|expand\w*|extend (?:it )?to (?:other|more|the)|new sites?|another \d+ (?:seats|users|licen[cs]es)|upgrade to|interested in (?:the|your|adding)|\w+ (?:also )?wants? it too|second (?:site|plant|location)|next phase|phase (?:two|2))\b",
        ),
        (
            "commercial",
            "renews",
            r"\b(?:(?:will|going to|happy to|want to|plan to|intend to|ready to|glad to|agreed to|decided to) renew|renewal (?:is )?(?:signed|approved|confirmed|agreed)|(?:signed|countersigned) (?:the )?(?:renewal|contract|order)|budget (?:is )?(?:approved|confirmed|secured)|(?:two|three|multi)[- ]year (?:deal|term|renewal) (?:agreed|approved))\b",
        ),
        (
            "relationship",
            "reference",
            r"\b(?:reference (?:customer|call)|case study|recommend(?:ed|ing)? (?:you|it|to)|told (?:my|our) (?:peers|colleagues|network)|speak at|(?:happy|glad) to be (?:a )?reference|testimonial)\b",
        ),
    )
)
"""What speaks for it, by family."""
