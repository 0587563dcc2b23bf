"""Speed, as ratios measured in one run: `python -m evals.bench.search`, `python -m evals.bench.indexing`."""
