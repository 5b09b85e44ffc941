"""What the benchmark makes of wrk's output: figures, medians, shares, the page that it writes."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench import rows
from tests.bench.browser import hidden_fields
from tests.bench.load import Figures, parse
from tests.bench.report import Results, counted, rate_table, server_line, spread_table, write_sections

OUTPUT = """Running 5s test @ http://127.0.0.1:8000/
  1 threads and 16 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   112.07ms   41.33ms   0.64s    78.21%
  712 requests in 5.00s, 18.94MB read
  Socket errors: connect 0, read 2, write 0, timeout 1
Requests/sec:    142.40
figures: requests=712 microseconds=5000000 bytes=19936000 p50=110250 p99=441000 failed=3
"""
FIGURES = Figures(requests=500, seconds=5, p50=10, p99=25, bytes=1000, failed=0)


def test_parse_reads_the_figures_of_the_script() -> None:
    figures = parse(OUTPUT)
    assert figures == Figures(requests=712, seconds=5, p50=110.25, p99=441, bytes=28000, failed=3)
    assert figures.rate == pytest.approx(142.4)


def test_parse_of_a_server_that_never_answered_is_a_failure() -> None:
    silent = parse("figures: requests=0 microseconds=5000000 bytes=0 p50=0 p99=0 failed=0\n")
    assert (silent.rate, silent.bytes, silent.failed) == (0, 0, 1)


def test_parse_rejects_an_output_without_figures() -> None:
    with pytest.raises(ValueError, match="unable to connect"):
        parse("unable to connect to 127.0.0.1:8000 Connection refused\n")


def with_rates(results: Results, row: str, *rates: int) -> None:
    for rate in rates:
        results.add(row, 16, replace(FIGURES, requests=5 * rate))


def test_results_take_medians_and_shares_within_a_round() -> None:
    results = Results()
    with_rates(results, rows.HELLO, 100, 400, 1000)
    with_rates(results, rows.ROADMAP, 50, 120, 900)
    assert results.median(rows.ROADMAP, 16, lambda each: each.rate) == 120
    # 0.5, 0.3 and 0.9; the share of the medians would be 0.3.
    assert results.share(rows.ROADMAP, rows.HELLO, 16) == 0.5


def test_tables_show_shares_queries_and_failures() -> None:
    results = Results(queries={rows.TICK: 7})
    for row in rows.ROWS:
        with_rates(results, row, 100, 100)
    results.figures[rows.BARE, 16] = [replace(FIGURES, requests=4000)] * 2
    results.figures[rows.TICK, 16] = [replace(FIGURES, requests=200, failed=2)] * 2
    lines = rate_table(results, 16).splitlines()
    assert len(lines) == 2 + len(rows.ROWS)
    assert lines[2] == "| bare Django hello | 800 | 10.0 | 25.0 |  | 1.00 |  | 1,000 | 0 |"
    assert "| tick | 40.0 | 10.0 | 25.0 | 0.40 | 0.05 | 7 | 1,000 | 4 |" in lines
    assert "| tick | 2.5 | 4 |" in spread_table(results, [16]).splitlines()


def test_the_servers_line_names_memory_by_connections() -> None:
    line = server_line(Results(memory={16: 125.4, 256: 160.0}, starts=[0.7, 0.9, 0.8]))
    assert "125 after 16 connections, 160 after 256 connections." in line and "0.80 s" in line


def test_counted_names_one_in_the_singular() -> None:
    assert [counted(number, "round") for number in (1, 3, 1000)] == ["1 round", "3 rounds", "1,000 rounds"]


def test_write_sections_keeps_what_was_measured_before(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    write_sections(page, "# Old\n", {"Second": "two\n\n| a |"}, ["First", "Second"])
    write_sections(page, "# Performance\n", {"First": "one"}, ["First", "Second"])
    assert page.read_text("utf-8") == "# Performance\n\n## First\n\none\n\n## Second\n\ntwo\n\n| a |\n"


def test_hidden_fields_are_those_of_the_form_that_is_named() -> None:
    page = """<form id="other"><input type="hidden" name="no" value="1"></form>
        <form id="tick" method="post" hidden><input type="hidden" name="next" value="/a?b=1&amp;c=2">
        <input type="hidden" name="page"></form>"""
    assert hidden_fields(page, 'id="tick"') == [("next", "/a?b=1&c=2"), ("page", "")]
