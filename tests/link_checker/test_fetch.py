"""Requests of the link checker: polite, and never to private addresses."""

import time

import pytest

from roadmap_app.link_checker.fetch import Fetcher, _seconds
from roadmap_app.link_checker.verdict import is_public, judge
from tests.links_server import site as serve


@pytest.fixture(scope="module")
def running():
    with serve() as server:
        yield server


@pytest.fixture
def site(running):
    running.received.clear()
    return running


class Clock:
    """A clock that sleeping moves on, so that tests do not wait."""

    def __init__(self):
        self.now, self.slept = 100.0, []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def only_this_machine(address):
    """The one address that these tests may request."""
    return address == "127.0.0.1"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def fetcher(clock):
    return Fetcher(timeout=0.4, pause=0, is_allowed=only_this_machine, sleep=clock.sleep, clock=clock)


def outcome(fetcher, site, path):
    return judge(fetcher.fetch(f"{site.url}{path}")).outcome


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/page/x", "alive"), ("/file/x", "alive"), ("/moved/301/1", "moved"), ("/moved/301/3", "moved"),
        ("/moved/308/2", "moved"), ("/moved/302/2", "alive"), ("/loop/a", "unsure"), ("/endless/1", "unsure"),
        ("/status/404", "dead"), ("/status/410", "dead"), ("/status/403", "unsure"), ("/status/503", "unsure"),
        ("/busy/9", "unsure"), ("/busy/1", "alive"), ("/missing/x", "unsure"), ("/home/x", "unsure"),
        ("/nohead/x", "alive"), ("/never/x", "unsure"), ("/garbage/x", "unsure"), ("/drip/x", "alive"),
    ],
)  # fmt: skip
def test_each_kind_of_response_is_recognised(fetcher, site, path, found):
    if path.startswith("/never/"):
        fetcher.timeout = 0.05
    assert outcome(fetcher, site, path) == found


def test_a_file_is_not_downloaded(fetcher, site):
    fetcher.fetch(f"{site.url}/file/big.pdf")
    assert site.paths("GET") == []


def test_where_head_is_refused_the_page_is_asked(fetcher, site):
    fetcher.fetch(f"{site.url}/nohead/x")
    assert [method for method, _, _ in site.received] == ["HEAD", "GET"]


def test_the_user_agent_names_cairn(fetcher, site):
    fetcher.fetch(f"{site.url}/page/x")
    assert all("Cairn link check" in headers["User-Agent"] for _, _, headers in site.received)


def test_what_was_seen_before_is_asked_by_its_mark(fetcher, site):
    (response,) = fetcher.fetch(f"{site.url}/same/x", etag='"v1"')
    assert response.status == 304
    assert site.paths() == ["/same/x"]
    (response,) = fetcher.fetch(f"{site.url}/same/x")
    assert response.etag == '"v1"'


def test_a_server_that_asks_for_patience_gets_it(fetcher, site, clock):
    fetcher.fetch(f"{site.url}/busy/1")
    assert clock.slept == [7.0]


def test_a_server_that_asks_for_too_much_is_left_alone(fetcher, site, clock):
    assert _seconds("3600") == 3600
    fetcher.total = 5
    fetcher.fetch(f"{site.url}/busy/3")
    assert clock.slept == []


@pytest.mark.parametrize(("text", "seconds"), [("0", 0), ("12", 12), ("", None), ("soon", None), ("-1", None)])
def test_retry_after(text, seconds):
    assert _seconds(text) == seconds


def test_retry_after_a_date_in_the_past():
    assert _seconds("Wed, 21 Oct 2015 07:28:00 GMT") == 0


def test_what_fails_for_the_moment_is_asked_again_after_longer_and_longer(fetcher, site, clock):
    assert outcome(fetcher, site, "/status/500") == "unsure"
    assert clock.slept == [1.0, 2.0]
    assert outcome(fetcher, site, "/ill/x") == "alive"


def test_requests_to_one_host_wait_for_each_other(fetcher, site, clock):
    fetcher.pause = 3
    for _ in range(2):
        fetcher.fetch(f"{site.url}/file/x")
    assert clock.slept == [3.0]


def test_a_page_without_end_is_read_to_a_bound(fetcher, site):
    (response,) = fetcher.fetch(f"{site.url}/drip/x")
    assert 0 < len(response.text) <= 65_536


def test_a_redirect_into_a_private_network_is_not_followed(fetcher, site):
    inside = ("10.0.0.1", "127.0.0.2", "169.254.169.254", "[::1]", "2130706434", "0x7f000002")
    for host in inside:
        assert fetcher.fetch(f"{site.url}/away/{host}")[-1].failure in ("private", "no host"), host
    assert set(site.paths()) == {f"/away/{host}" for host in inside}


def test_a_redirect_to_another_scheme_is_not_followed(fetcher):
    for url in (
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http://[",
        "//x",
        "",
        "http://\0",
    ):
        assert fetcher.fetch(url)[-1].failure in ("scheme", "address", "no host"), url


def test_by_default_this_machine_is_not_asked(site):
    last = Fetcher().fetch(f"{site.url}/page/x")[-1]
    assert last.failure == "private"
    assert site.received == []


def test_a_host_with_one_private_address_among_its_own_is_not_asked(site, clock):
    fetcher = Fetcher(resolve=lambda host, port: ["93.184.216.34", "127.0.0.1"], is_allowed=is_public, clock=clock)
    assert fetcher.fetch("http://two.example/")[-1].failure == "private"


def test_a_name_that_turns_to_another_address_meanwhile_is_asked_where_it_was_checked(fetcher, site):
    turns = iter([["127.0.0.1"], ["127.0.0.2"], ["127.0.0.2"]])
    fetcher.resolve = lambda host, port: next(turns)
    (response,) = fetcher.fetch(f"http://turning.example:{site.server_port}/file/x")
    assert response.status == 200
    (_, _, headers) = site.received[0]
    assert headers["Host"] == f"turning.example:{site.server_port}"


def test_nobody_there(fetcher):
    fetcher.is_allowed = lambda address: True
    assert fetcher.fetch("http://127.0.0.1:1/")[-1].failure == "refused"
    assert fetcher.fetch("http://nowhere.invalid/")[-1].failure == "no host"


@pytest.mark.parametrize(
    ("path", "found"),
    [("/astray/x", "refused"), ("/charset/x", "unsure"), ("/hangup/x", "alive")],
)
def test_rare_responses_do_not_stop_a_run(fetcher, site, path, found):
    assert outcome(fetcher, site, path) == found


def test_a_header_without_end_ends(site):
    fetcher = Fetcher(timeout=0.3, pause=0, total=0.4, is_allowed=only_this_machine, sleep=lambda seconds: None)
    start = time.monotonic()
    assert fetcher.fetch(f"{site.url}/trickle/x")[-1].failure == "timeout"
    assert time.monotonic() - start < 3


def test_a_mark_that_cannot_be_sent_back_is_not_kept(fetcher, site):
    assert fetcher.fetch(f"{site.url}/latin/x")[-1].etag == ""


def test_a_host_is_asked_at_its_next_address_where_the_first_is_closed(fetcher, site):
    fetcher.is_allowed = lambda address: address.startswith("127.")
    fetcher.resolve = lambda host, port: ["127.0.0.9", "127.0.0.1"]
    assert fetcher.fetch(f"http://two.example:{site.server_port}/file/x")[-1].status == 200


def test_what_speaks_no_tls_is_not_called_closed(fetcher, site):
    assert fetcher.fetch(site.url.replace("http:", "https:"))[-1].failure == "tls"


def test_a_host_that_asked_for_a_long_rest_is_left_alone_at_its_other_addresses_too(fetcher, site, clock):
    fetcher.fetch(f"{site.url}/rest/3600")
    site.received.clear()
    assert fetcher.fetch(f"{site.url}/file/x")[-1].failure == "busy"
    assert site.received == []
    clock.now += 3600
    assert fetcher.fetch(f"{site.url}/file/x")[-1].status == 200


def test_head_and_get_keep_the_pause_too(fetcher, site, clock):
    fetcher.pause = 3
    fetcher.fetch(f"{site.url}/page/x")
    assert clock.slept == [3]
