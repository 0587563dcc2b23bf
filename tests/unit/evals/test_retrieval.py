from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from copilot.domain.errors import InputError
from evals.retrieval import fixed_chunks, ndcg, recall, run_retrieval


def test_whole_turns_are_merged_until_a_chunk_has_150_words() -> None:
    turns = ["word " * 100, "word " * 49, "word " * 1, "word " * 200, "word"]
    assert fixed_chunks(turns) == [0, 0, 0, 1, 2]
    assert fixed_chunks([]) == []


def test_recall_counts_gold_among_the_first_ten() -> None:
    assert recall([3, 9, 1], frozenset({1, 2})) == 0.5
    assert recall([*range(10), 42], frozenset({42})) == 0


def test_ndcg_rewards_early_gold() -> None:
    assert ndcg([1, 2, 9], frozenset({1, 2})) == pytest.approx(1)
    assert ndcg([9, 1], frozenset({1})) == pytest.approx(1 / math.log2(3))
    assert ndcg([*range(10), 42], frozenset({42})) == 0
    assert ndcg(list(range(20)), frozenset(range(20))) == pytest.approx(1)


@pytest.mark.parametrize(
    "content", ["", "{", "{}\n", '{"specific_query_list": [{"relevant_text_span": 3}]}', json.dumps([1])]
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "val.jsonl"
    file.write_text(content)
    with pytest.raises(InputError):
        run_retrieval([file], lambda *_: None)


def test_it_asks_for_data() -> None:
    with pytest.raises(InputError, match="--data"):
        run_retrieval([], lambda *_: None)
