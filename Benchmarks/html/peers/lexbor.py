"""Times lexbor through selectolax: lexbor.py ROUNDS FILE..."""
import pathlib
import statistics
import sys
import time

from selectolax.lexbor import LexborHTMLParser

rounds = int(sys.argv[1])
pages = [pathlib.Path(name).read_bytes() for name in sys.argv[2:]]
total = sum(map(len, pages))
rates = []
for _ in range(rounds):
    start = time.perf_counter()
    for page in pages:
        LexborHTMLParser(page)
    rates.append(total / 1e6 / (time.perf_counter() - start))
print(
    f"lexbor {statistics.median(rates):.0f} MB/s "
    f"(median of {rounds}; {min(rates):.0f} to {max(rates):.0f})"
)
