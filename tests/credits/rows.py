"""Lists of records of the small rule set, as hypothesis finds them."""

from datetime import date

from hypothesis import strategies as st

FIRST, LAST = 2020, 2025
YEARS = range(FIRST, LAST + 1)

days = st.dates(date(FIRST, 1, 1), date(LAST, 12, 31)).map(date.isoformat)
amounts = st.integers(0, 1200).map(lambda cents: f"{cents / 20:.2f}")
works = st.sampled_from(["", "w", "v"])
work_rows = st.fixed_dictionaries(
    {"kind": st.just("work"), "amount": amounts, "subject": st.sampled_from("ab"), "date": days},
    optional={"work": st.sampled_from(["w", "v"])},
)
project_rows = st.tuples(days, days).map(
    lambda two: {"kind": "project", "start": min(two), "end": max(two)},
)
online_rows = st.fixed_dictionaries(
    {"kind": st.just("online"), "date": days, "minutes": st.integers(0, 3000)}
)
rows = st.one_of(work_rows, work_rows, project_rows, online_rows)
records = st.lists(rows, max_size=10)
