# ruff: noqa: E501 - patterns read best on one line
"""Classes of verbs: what an undertaking can be about, and what is only said.

A predicate counts by its class: handing something over or answering (`TRANSFER`), doing a piece of work
(`WORK`), bringing a capability into the world (`RELEASE`). `TIMED` ones are an undertaking only with a
day ("I'll tell him" against "I'll tell him on Monday"). Everything else ("be honest", "see", "let you go",
"say no more") is talk.
"""

from __future__ import annotations

import re

__all__ = ["ARTEFACT", "CAPABILITY", "DONE", "PREDICATE", "RELEASE", "TALK", "TRANSFER", "TRIVIAL", "base_form"]

_OBJ = r"(?:you|him|her|them|it|that|this|these|those|everyone|us|me|the|a|an|your|our|my|their|his|some|someone|somebody|all|both|each|two|three|one|\w+'s)"

TRANSFER = (
    r"ping (?:you|him|her|them)|nudge|text you|shoot (?:you|it|that|this|over)|loop (?:in|you|them|him|her)|send|resend|re-send|share|forward|provide|deliver|supply|submit|return|hand (?:over|you)|pass (?:it|that|this|the|your|on)|"
    r"mail|email|e-mail|dm|upload|attach|post|circulate|furnish|drop you|drop (?:it|them) (?:in|over|to)|"
    r"get back|get (?:you|it|that|this|them|these|those|the|a|an|him|her|your|our|some|someone|somebody|hold|legal|finance|clarity|confirmation|sign-?off|approval|feedback|answers?)|"
    r"come back to|come back with|revert|circle back|follow up|report back|feed back|be back (?:to|with)|"
    r"have \w+ (?:send|mail|email|call|ring|contact|write|share|forward|prepare|fix|check|look|reach|set|bring)|have [^.;,]{2,50} (?:ready|done|sorted|fixed|sent|set|resolved|live|running|shipped|delivered|over to you|back to you|with you|for you)|give (?:you|him|her|them|your|notice|access|the|a|an)|confirm|reply|respond|answer|let (?:you|him|her|them|everyone|\w+) (?:all )?know|"
    r"credit|refund|reimburse|waive|invoice|pay|settle|countersign|sign|withdraw|honou?r|extend|introduce|intro you|connect you|put you in (?:touch|contact)|"
    r"notify|inform|advise|update you|brief|bring"
)
WORK = (
    r"prepare|draft|re-?draft|write|write up|put together|put (?:it|that|this|them|the|a|an|you|him|her|my|our|your|something|some|everything|all)|pull|compile|collect|gather|assemble|"
    r"set (?:up|it|that|this|you|the|your|a)|setup|book|re-?book|schedule|reschedule|arrange|organi[sz]e|plan (?:a|the|it)|host|run (?:a|an|the|it|that|this|you|your|through|another|some|two|three)|hold (?:a|an|the)|"
    r"check|double-check|verify|validate|test|re-?test|investigate|look (?:into|up)|look (?:it|that|this|them) up|dig (?:into|out|up)|find (?:out|you|someone|a|the)|figure (?:out|it)|work (?:out|up)|review|audit|analy[sz]e|assess|"
    r"chase|push (?:it|this|that|for|the|ticket|back)|raise|escalate|open (?:a|an|the)|file|log (?:a|an|it|that|this)|flag|ask|speak (?:to|with)|talk (?:to|with)|liaise|reach out|"
    r"fix|repair|patch|correct|resolve|solve|sort|address|handle|remedy|rectify|take care|take (?:it|that|this|the|these) (?:up|offline|to|away|forward|back|on|over|action|down to|with)|take an action|take (?:the|that) action|"
    r"see to|make sure|ensure|own|deal with|tackle|replace|swap|restore|recover|re-?run|re-?process|re-?import|re-?index|re-?send|"
    r"switch|turn (?:it|that|this|on|off)|enable|disable|activate|deactivate|configure|reconfigure|import|load|bulk-?load|migrate|transfer|move (?:you|it|that|the|your)|add|remove|delete|archive|merge|clean|key|enter|"
    r"build|make (?:a|an|the|you|your|it (?:right|happen|available)|that (?:right|happen)|this (?:right|happen))|create|produce|update|upgrade|change|adjust|amend|revise|extend|increase|reduce|lift|rename|translate|"
    r"train|coach|onboard|walk (?:you|him|her|them|the|\w+ through)|present|demo|show (?:dev|him|her|them)|visit|come (?:down|over|by|to|round|out|and|along|on-?site|up)|attend|call|ring|phone|"
    r"finish|finali[sz]e|complete|close (?:it|that|this|the|out|off)|document|record|publish|print|ship|order|reserve|allocate|assign|propose|re-?quote|quote|calculate|"
    r"monitor|implement|develop|deploy|install|roll (?:it|out|this|that|back)|release|push out|launch|do you|do (?:a|an|the|your|our|another|some|two|three)\b|prioriti[sz]e|nominate|clear|approve|tidy|map|model|label|tag|keep (?:the|a|that) .{1,20}(?:free|open)|lend|sit (?:down )?with"
)
TIMED = (
    r"tell|do (?:it|that|this|so|them)|be (?:in touch|there|on-?site|with you|ready|back|live|done|joining)|join|show|start|begin|look at|have (?:a look|an answer|something|it|that|this|them|the|a|an|all|your|our|everything|\w+)|"
    r"meet|go (?:through|over|live|back|out)|work (?:on|with)|discuss|decide|talk|speak|explain|cover|use|tell you|move|keep|take|hold|make|cut|switch|stop|cancel|push|put|run|get|give|set|read|need to|migrate|turn|close|open|offer|drive|fly|pop|swing|leave"
)
TALK = re.compile(
    r"(?:be|see|say|said|need|want|like|love|hate|know|think|believe|hope|miss|remember|forget|wait|live|survive|try|"
    r"notice|become|seem|feel|hear|let|admit|spare|skip|mind|expect|wish|assume|guess|regret|understand|agree|stay|remain|"
    r"lose|win|die|sleep|eat|drink|laugh|cry|complain|suffer|enjoy|look|prefer|appreciate|probably|maybe|never|not|always|"
    r"still|only|even|have|get|go|come|find|mention|repeat|assure|recall|bet|swear|thank|welcome|sit|stand|sulk|retire|"
    r"resign|manage|continue|keep|depend|cost|happen|pass|end|start|run|head|travel|i|we|you|it|this|that|the|a|and|or|but|so)\b"
)
"""Verbs of talk, state and everyday life: with them nobody undertakes anything, even with a day."""
RELEASE = r"ship|release|launch|roll (?:it |this |that )?out|go live|land|arrive|deliver|add|introduce|support|build|implement|enable|push|publish|deploy|bring out|put out"

PREDICATE = re.compile(rf"(?P<strong>(?:{TRANSFER}|{WORK})\b)|(?P<timed>(?:{TIMED})\b)")
DONE = (
    r"sent|shared|forwarded|provided|delivered|supplied|submitted|returned|handed over|uploaded|attached|posted|circulated|emailed|e-mailed|mailed|couriered|"
    r"issued|credited|refunded|reimbursed|waived|invoiced|paid|settled|signed|countersigned|extended|confirmed|answered|introduced|"
    r"prepared|drafted|written|set up|booked|scheduled|arranged|organi[sz]ed|held|checked|verified|tested|investigated|reviewed|audited|completed|finali[sz]ed|finished|"
    r"raised|escalated|fixed|repaired|patched|corrected|resolved|solved|sorted|addressed|rectified|replaced|swapped|restored|recovered|reprocessed|re-imported|"
    r"enabled|disabled|activated|configured|imported|loaded|migrated|transferred|moved|added|removed|deleted|merged|cleaned|entered|switched (?:on|off|over)|turned (?:on|off)|"
    r"built|created|produced|updated|upgraded|amended|revised|renamed|translated|trained|shipped|released|launched|rolled out|deployed|installed|implemented|published|ordered|approved|applied|put in place|made available"
)
ARTEFACT = re.compile(
    r"\b(?:deck|slides?|report|list|lists|export|extract|csv|spreadsheet|sheet|workbook|document|doc|docs|pdf|rca|root cause|post-?mortem|summary|notes?|minutes|plan|proposal|quote|offer|answer|reply|response|"
    r"wording|contract|order form|draft|agreement|amendment|invoice|credit|refund|statement|questionnaire|certificate|guide|manual|video|recording|link|invite|calendar|dates?|slots?|numbers?|figures?|data|file|files|log|logs|"
    r"template|templates for|copy|confirmation|update|replacement|unit|tablet|device|training|session|workshop|call|meeting|visit|demo|review|handover|ticket|details|paperwork|po|purchase order|names?|terms|letter|evidence|results?|survey|analysis|estimate|schedule|timeline|access|credentials|token|key|licen[cs]es?|it|that|this|them)\b"
)
CAPABILITY = re.compile(
    r"\b(?:sso|saml|scim|api|apis|webhooks?|sync|synchroni[sz]ation|integrations?|connectors?|features?|functionality|capability|capabilities|module|modules|dashboards?|mobile app|app|offline mode|"
    r"dark mode|support for|release|version|beta|early access|general availability|ga|in production|roadmap|product|ui|interface|widget|bulk \w+|two-way|bi-?directional|provisioning|permissions?|"
    r"audit log|multi-\w+|single sign-on|alerts?|alarms?|feed|templates v\d|editor|filters?|export to|setting|toggle|work orders?|automation|workflows?|sensors?|search|notifications?)\b"
)
TRIVIAL = re.compile(
    r"\b(?:chair|door|window|coffee|tea|biscuits?|lunch|beer|drinks?|jacket|mic|microphone|mute|camera|screen|headset|cake|weather|dog|cat|kettle|herring|my best|a favou?r|you go|a secret|blunt|honest|quick|brief|compliment|a question|give you that|give you credit)\b"
)


def base_form(participle: str) -> str:
    """The verb of an -ing form, roughly: enough to look its class up."""
    stem = participle[:-3]
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "sl":  # noqa: PLR2004 - "getting"
        return stem[:-1]
    return stem if _BASE.fullmatch(stem) else stem + "e"


_BASE = re.compile(rf"(?:{TRANSFER}|{WORK}|{TIMED}|{RELEASE}|send|get|go|call|look|find|work|check|add)")
