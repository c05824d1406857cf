"""Times two ways to do the same thing, turn by turn, so that what else the machine does hits both."""

import statistics
import time


def side_by_side(ours, instead, rounds, wait=lambda: None):
    """Seconds of both ways, medians, and how often ours fits into the other: median, least, most.

    Each is run once beforehand. `wait` returns when the device has done what it was given.
    """

    def seconds(way):
        wait()
        start = time.perf_counter()
        way()
        wait()
        return time.perf_counter() - start

    ours(), instead()
    pairs = [(seconds(ours), seconds(instead)) for _ in range(rounds)]
    ratios = sorted(slow / fast for fast, slow in pairs)
    return {
        "ourAmount": statistics.median(fast for fast, _ in pairs),
        "insteadAmount": statistics.median(slow for _, slow in pairs),
        "ratio": statistics.median(ratios),
        "least": ratios[0],
        "most": ratios[-1],
    }
