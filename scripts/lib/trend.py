"""Samples of one figure over a run, and whether it grew."""
import itertools
import statistics

# Seconds below which caches that fill cannot be told from what never stops growing.
SHORTEST = 240


class Trend:
    """Judges the growth along a fitted line over the measured part of a run: at most `share` of the mean, or
    `allowance` where that is more."""

    def __init__(self, name, unit, allowance, share=0.05, digits=1):
        self.name, self.unit, self.allowance, self.share, self.digits = name, unit, allowance, share, digits
        self.samples = []

    def add(self, seconds, value):
        self.samples.append((seconds, value))

    def fit(self):
        """Mean and slope a second of the samples: the median of the slopes between any two slices of time, each by its own
        median. Neither an outlier nor a quarter of an hour in which the machine does something else tilts it."""
        begin, end = self.samples[0][0], self.samples[-1][0]
        width = max((end - begin) / 40, 1e-9)
        slices = {}
        for second, value in self.samples:
            slices.setdefault(int((second - begin) / width), []).append((second, value))
        points = [(statistics.mean(s for s, _ in part), statistics.median(v for _, v in part)) for part in slices.values()]
        if len(points) < 3:
            return statistics.mean(v for _, v in points), 0.0
        slopes = [(w - v) / (t - s) for (s, v), (t, w) in itertools.combinations(sorted(points), 2)]
        return statistics.mean(v for _, v in points), statistics.median(slopes)

    def report(self):
        """One line, and a problem or None."""
        if not self.samples:
            return f"{self.name:<22} no samples", f"{self.name}: no samples"
        mean, slope = self.fit()
        seconds = self.samples[-1][0] - self.samples[0][0]
        growth, limit = slope * seconds, max(self.allowance, self.share * mean)
        values = [v for _, v in self.samples]
        text = [f"{v:,.{self.digits}f}" for v in (statistics.median(values), min(values), max(values))]
        verdict = "too short to judge" if seconds < SHORTEST else "ok" if growth <= limit else "GROWS"
        line = (f"{self.name:<20} {text[0]:>10} {text[1]:>10} {text[2]:>10} {self.unit:<3} {slope * 3600:>+10.{self.digits}f} an hour, "
                f"{growth:>+8.{self.digits}f} of {limit:.{self.digits}f} in the run: {verdict}")
        return line, None if verdict != "GROWS" else f"{self.name} grew by {growth:.{self.digits}f} {self.unit}"
