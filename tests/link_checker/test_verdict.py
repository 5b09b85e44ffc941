"""What the responses to a link check mean."""

import pytest

from roadmap_app.link_checker.verdict import Response, is_public, judge, says_missing

A, B = "https://a.example/deep/page", "https://b.example/other"


@pytest.mark.parametrize(
    ("responses", "outcome"),
    [
        ([Response(A, 200)], "alive"),
        ([Response(A, 204)], "alive"),
        ([Response(A, 304)], "alive"),
        ([Response(A, 301), Response(B, 200)], "moved"),
        ([Response(A, 308), Response(B, 301), Response(B, 200)], "moved"),
        ([Response(A, 302), Response(B, 200)], "alive"),
        ([Response(A, 301), Response(B, 302), Response(B, 200)], "alive"),
        ([Response(A, 404)], "dead"),
        ([Response(A, 410)], "dead"),
        ([Response(A, 301), Response(B, 404)], "dead"),
        ([Response(A, 403)], "unsure"),
        ([Response(A, 429)], "unsure"),
        ([Response(A, 999)], "unsure"),
        ([Response(A, 418)], "unsure"),
        ([Response(A, 503)], "unsure"),
        ([Response(A, failure="timeout")], "unsure"),
        ([Response(A, failure="no host")], "unsure"),
        ([Response(A, 302), Response(A, failure="redirects")], "unsure"),
        ([Response(A, 301)], "unsure"),
        ([Response(A, 302), Response("https://a.example/", 200)], "unsure"),
        ([Response(A, 200, text="<title>404 | Not here</title>")], "unsure"),
        ([Response(A, failure="private")], "refused"),
        ([Response(A, 301), Response(B, failure="private")], "refused"),
        ([Response("ftp://a", failure="scheme")], "refused"),
        ([Response("http://[", failure="address")], "refused"),
    ],
)
def test_an_outcome(responses, outcome):
    verdict = judge(responses)
    assert verdict.outcome == outcome
    assert verdict.reason.endswith(".") or outcome == "alive"


@pytest.mark.parametrize("response", [Response(A, failure="timeout"), Response(A, 500), Response(A, failure="refused")])
def test_a_link_that_fails_three_times_in_a_row_is_dead(response):
    assert [judge([response], failures).outcome for failures in range(4)] == ["unsure", "unsure", "dead", "dead"]


@pytest.mark.parametrize("failure", ["tls", "broken", "redirects", "busy"])
def test_what_may_be_the_fault_of_our_program_is_no_failure_of_the_link(failure):
    verdict = judge([Response(A, failure=failure)], 9)
    assert (verdict.outcome, verdict.failed) == ("unsure", False)


@pytest.mark.parametrize("status", [401, 403, 429, 999, 301])
def test_what_does_not_let_itself_be_checked_is_no_failure_of_the_link(status):
    verdict = judge([Response(A, status)], 9)
    assert (verdict.outcome, verdict.failed) == ("unsure", False)


@pytest.mark.parametrize(
    "text",
    [
        "<h1>Page Not Found</h1>",
        "<TITLE>\n404 </TITLE>",
        "<h1 class=x><b>Not</b> found</h1>",
        "<h1>The page could not be found</h1>",
    ],
)
def test_a_page_that_says_it_is_missing(text):
    assert says_missing(text)


@pytest.mark.parametrize(
    "text",
    ["<title>Peugeot 4040</title>", "<p>404 not found</p>", "<h1>Lost and found</h1>", "", "<h1>The 404th day</h1>"],
)
def test_a_page_that_does_not(text):
    assert not says_missing(text)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::1111", "::ffff:93.184.216.34"])
def test_the_open_internet(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0",
        "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "localhost", "", "2130706433",
    ],
)  # fmt: skip
def test_what_is_not(address):
    assert not is_public(address)
