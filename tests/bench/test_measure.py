"""The arithmetic of the benches."""

import os
import time

from tests.bench.measure import Round, percentile, processor_seconds, ratios, spread


def test_a_round_is_compared_with_the_one_beside_it():
    quick, slow = Round(100, 1.0, 0.5, 0.1), Round(100, 4.0, 0.5, 0.1)
    assert ratios([slow, quick], [quick, quick]) == [0.25, 1.0]


def test_the_spread_is_the_median_between_the_lowest_and_the_highest():
    assert spread([5.0, 1.0, 3.0]) == (3.0, 1.0, 5.0)


def test_ninety_nine_of_a_hundred_letters_are_no_slower_than_the_99th_percentile():
    assert percentile(list(range(1, 101)), 99) == 99
    assert percentile(list(range(1, 101)), 50) == 50
    assert percentile([7.0], 99) == 7.0


def test_a_process_that_works_is_seen_to_use_the_processor():
    before, began = processor_seconds([os.getpid()]), time.process_time()
    while time.process_time() < began + 0.2:
        pass
    assert 0.1 < processor_seconds([os.getpid()]) - before < 1.0


def test_a_process_that_is_gone_uses_nothing():
    assert processor_seconds([2**22 + 1]) == 0
