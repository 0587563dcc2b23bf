from __future__ import annotations

from collections.abc import Callable

import pytest

from copilot.domain.draft import Citation
from evals.evidence import cites, found, leaks
from evals.gold import Evidence

MAIL = "raw/acme/mail/a.eml"
PASSAGE = "We start in May. The audit is on\n14 June, says Dana. The audit is cancelled."


def gold(quote: str, file: str = MAIL) -> Evidence:
    return Evidence(file=file, quote=quote)


@pytest.mark.parametrize(
    ("quoted", "wanted"),
    [
        ("The audit is on\n14 June, says Dana.", "The audit is on 14 June"),
        ("14 June", "The audit is on 14 June, says Dana."),
        ("on\n14 June, says Dana. The audit", "says Dana. The audit is cancelled."),
    ],
)
def test_overlapping_quotes_of_the_same_file_count(quoted: str, wanted: str, cite: Callable[..., Citation]) -> None:
    assert cites(cite(quoted, passage=PASSAGE), gold(wanted))


def test_another_place_of_the_passage_does_not_count(cite: Callable[..., Citation]) -> None:
    assert not cites(cite("We start in May.", passage=PASSAGE), gold("The audit is on 14 June"))
    assert not cites(cite("The audit is cancelled.", passage=PASSAGE), gold("The audit is on 14 June"))


def test_the_same_words_at_another_place_of_the_passage_do_not_count(cite: Callable[..., Citation]) -> None:
    said = "Yes. The audit is on. Yes"
    at_start = cite("Yes", passage=said)
    assert at_start.start == 0
    assert not cites(at_start, gold("The audit is on. Yes"))


def test_the_same_words_in_another_file_do_not_count(cite: Callable[..., Citation]) -> None:
    assert not cites(cite("14 June", path="raw/acme/mail/b.eml"), gold("14 June"))


def test_a_part_of_a_quote_that_the_passage_does_not_hold_whole_counts_at_word_borders(
    cite: Callable[..., Citation],
) -> None:
    assert cites(cite("Acme, 14"), gold("Name: Acme, 14"))
    assert not cites(cite("cme"), gold("Name: Acme, 14"))
    assert not cites(cite("something else"), gold("Name: Acme, 14"))


def test_each_piece_of_evidence_counts_once(cite: Callable[..., Citation]) -> None:
    citations = [cite("14 June", passage=PASSAGE), cite("says Dana", passage=PASSAGE)]
    assert found([gold("on 14 June, says Dana"), gold("We start in May.")], citations) == 1


def test_a_leak_is_a_citation_of_anothers_folder_or_document(cite: Callable[..., Citation]) -> None:
    own = cite("a")
    folder = cite("a", path="raw/other/mail/a.eml", document="files:b")
    document = cite("a", path="accounts.csv", document="accounts:other")
    table = cite("a", path="accounts.csv", document="accounts:acme")
    owners = {"files:a": "acme", "files:b": "acme", "accounts:other": "other", "accounts:acme": "acme"}
    assert leaks([own, folder, document, table], "acme", owners) == [folder, document]
