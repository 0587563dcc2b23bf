from __future__ import annotations

import email
from email.policy import default
from pathlib import Path

import numpy as np

from evals.bench.made_up import Book, StoredVectors
from evals.bench.mail_corpus import write_corpus
from evals.bench.targets import Target


def test_a_target_is_met_at_its_bound() -> None:
    assert Target("faster", 8, 8).met
    assert not Target("faster", 7.9, 8).met
    assert Target("memory", 1.5, 1.5, at_most=True).met
    assert not Target("memory", 1.6, 1.5, at_most=True).met
    assert Target("memory", 1.6, 1.5, at_most=True, unit=" GB").line().startswith("missed  memory: 1.6 GB")


def test_a_book_is_the_same_each_time_and_its_vectors_are_found_by_text(tmp_path: Path) -> None:
    book = Book(2, 5)
    assert book.texts(1) == Book(2, 5).texts(1)
    book.write_vectors(tmp_path / "v.npy")
    (question,) = book.questions(1)
    stored = StoredVectors(tmp_path / "v.npy", [question])
    found = stored.embed([book.texts(1)[2], question.text])
    np.testing.assert_allclose(found[0], book.vectors(1)[2])
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, rtol=1e-5)
    nearest = np.argmax(book.vectors(question.account) @ found[1])
    assert question.text.split()[0] in book.texts(question.account)[nearest].split()


def test_the_corpus_is_mail_that_quotes_and_signs(tmp_path: Path) -> None:
    write_corpus(tmp_path, 40)
    files = sorted(tmp_path.rglob("*.eml"))
    assert len(files) == 40
    replies = [
        email.message_from_bytes(file.read_bytes(), policy=default) for file in files if not file.stem.endswith("_0")
    ]
    assert replies
    for reply in replies:
        text = reply.get_content()
        assert "\n> " in text
        assert "\n-- \n" in text
        assert reply["In-Reply-To"]
