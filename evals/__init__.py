"""How good the product is, in figures: suites over cases with known answers, thresholds, benchmarks."""
