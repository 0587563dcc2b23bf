from __future__ import annotations

import pytest

from connectors.confidences import asks_for_confidence, is_marked_confidential
from connectors.discretion import CUES

ASKS = (
    "please keep this between us",
    "Can we keep this between us?",
    "It stays between us.",
    "Let's keep that between you and me for now",
    "off the record, the CFO is leaving",
    "Off the record: we are looking at Gainsight",
    "please don't share this with Klaas",
    "don't share this with anyone on my team yet",
    "not for wider circulation",
    "Please do not forward.",
    "please don't forward this",
    "I'm telling you in confidence",
    "for your ears only",
    "this stays between us",
    "Strictly between us, the budget is gone.",
    "I'd rather you didn't mention this to Helen",
    "I would appreciate it if you did not pass this on",
    "you didn't hear this from me",
    "You didn't hear it from me, but he is leaving",
    "Nobody else here knows yet",
    "nobody on my team knows this yet",
    "This is not public yet, so please keep it quiet",
    "Please treat this as confidential",
    "keep it to yourself",
    "Please keep it under your hat",
    "This must not leave this room",
    "it can't come from me",
    "Not to be shared outside this call",
    "This is not for the deck",
    "please keep my name out of this email thread",
    "don't tell Gil",
    "Please don't quote me on that",
    "I don't want Sanne to hear about this",
    "mum's the word",
    "Bitte nicht weitersagen",
    "das bleibt unter uns",
    "Merci de ne pas transférer",
    "could you keep this quiet until Friday",
    "Please hold this back from the board",
    "This is confidential for now",
    "We have not announced this yet, so please keep it to yourselves",
    "this is for you only",
    "Do not put this in the minutes",
    "Just between the two of us",
    "I'd prefer that this not be circulated",
    "would ask that you not share it",
    "Please, not a word to Marta",
    "keep this one quiet please",
    "Strictly confidential: we are being acquired",
    "this goes no further",
    "Let's leave this out of the notes",
    "That was said in private, please respect that",
    "I am not supposed to tell you this",
    "please be discreet about this",
)
DOES_NOT = (
    "This e-mail is confidential and intended for the addressee only.",
    "our confidentiality agreement ends in May",
    "data must be kept confidential per HIPAA",
    "the difference between us and Acme is price",
    "the agreement between us and Quillhaven renews",
    "We don't share data with third parties",
    "Do you share data with third parties?",
    "Don't tell me it's broken again",
    "Please don't forget to forward the invoice",
    "The tablets don't show anything",
    "can you forward this to Marta?",
    "I have full confidence in the team",
    "There is a drop in confidence since the outage",
    "We keep all customer data confidential",
    "Please do not use it before Monday",
    "nobody knows where the bearings are",
    "please don't hesitate to share this with your team",
    "They share a private channel",
    "records must be kept for ten years",
    "we keep the photos private by role",
    "private comments are not shown to customers",
    "don't share your password",
    "Never share your password with anyone.",
    "Do not reply to this e-mail",
    "the two-way sync is between us and SAP",
    "it is recorded in the minutes",
    "I can't share the screen",
    "You can't share a dashboard with external users",
    "Users cannot share this report with external people yet",
    "Is it possible to not show this column to technicians?",
    "please don't copy paste the readings",
    "This feature is confidential-computing ready",
    "Please share this with anyone who needs it",
    "you can tell Griet that from me",
    "We haven't discussed this with the board yet",
    "I did not mention it to them",
    "don't let this slide",
    "Please don't put the tablets in the cold store",
    "the secret key is rotated",
    "If you have received this message in error, please do not share it and delete it.",
    "The information is confidential under our non-disclosure agreement.",
    "CONFIDENTIALITY NOTICE: this message is intended only for the addressee.",
)


@pytest.mark.parametrize("text", ASKS)
def test_a_request_for_discretion(text: str) -> None:
    assert asks_for_confidence(text)
    assert asks_for_confidence(f"We met on Monday. Numbers were fine.\n\n{text}\n\nBy the way, the export works.")


@pytest.mark.parametrize("text", DOES_NOT)
def test_no_request(text: str) -> None:
    assert not asks_for_confidence(text)
    assert not asks_for_confidence(f"We met on Monday. {text}")


def test_a_stamp_on_a_note() -> None:
    assert is_marked_confidential("Thu 20 Aug - phone, 6 mins. CONFIDENTIAL - her word")
    assert not is_marked_confidential("their CONFIDENTIAL INFORMATION policy")
    assert not is_marked_confidential("talked about confidential data")


def test_stems_leave_out_nothing_that_the_patterns_find() -> None:
    for text in (*ASKS, *DOES_NOT):
        for cue in CUES:
            found = [match.group() for match in cue.pattern.finditer(text)]
            assert [match.group() for match in cue.find(text, text.lower())] == found, text


def test_long_hostile_text_is_read_in_time() -> None:
    for piece in ("\n", " ", "this ", "you not ", "don't ", "keep it ", "- ", "between us and "):
        asks_for_confidence(piece * 20_000)
