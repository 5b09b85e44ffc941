"""What the answers to a link check mean."""

import pytest

from roadmap_app.link_checker.verdict import Answer, is_public, judge, says_missing

A, B = "https://a.example/deep/page", "https://b.example/other"


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ([Answer(A, 200)], "alive"),
        ([Answer(A, 204)], "alive"),
        ([Answer(A, 304)], "alive"),
        ([Answer(A, 301), Answer(B, 200)], "moved"),
        ([Answer(A, 308), Answer(B, 301), Answer(B, 200)], "moved"),
        ([Answer(A, 302), Answer(B, 200)], "alive"),
        ([Answer(A, 301), Answer(B, 302), Answer(B, 200)], "alive"),
        ([Answer(A, 404)], "dead"),
        ([Answer(A, 410)], "dead"),
        ([Answer(A, 301), Answer(B, 404)], "dead"),
        ([Answer(A, 403)], "unsure"),
        ([Answer(A, 429)], "unsure"),
        ([Answer(A, 999)], "unsure"),
        ([Answer(A, 418)], "unsure"),
        ([Answer(A, 503)], "unsure"),
        ([Answer(A, failure="timeout")], "unsure"),
        ([Answer(A, failure="no host")], "unsure"),
        ([Answer(A, 302), Answer(A, failure="redirects")], "unsure"),
        ([Answer(A, 301)], "unsure"),
        ([Answer(A, 302), Answer("https://a.example/", 200)], "unsure"),
        ([Answer(A, 200, text="<title>404 | Not here</title>")], "unsure"),
        ([Answer(A, failure="private")], "refused"),
        ([Answer(A, 301), Answer(B, failure="private")], "refused"),
        ([Answer("ftp://a", failure="scheme")], "refused"),
        ([Answer("http://[", failure="address")], "refused"),
    ],
)
def test_an_outcome(answers, outcome):
    verdict = judge(answers)
    assert verdict.outcome == outcome
    assert verdict.reason.endswith(".") or outcome == "alive"


@pytest.mark.parametrize("answer", [Answer(A, failure="timeout"), Answer(A, 500), Answer(A, failure="refused")])
def test_a_link_that_fails_three_times_in_a_row_is_dead(answer):
    assert [judge([answer], failures).outcome for failures in range(4)] == ["unsure", "unsure", "dead", "dead"]


@pytest.mark.parametrize("failure", ["tls", "broken", "redirects", "busy"])
def test_what_may_be_the_fault_of_our_program_is_never_dead(failure):
    assert judge([Answer(A, failure=failure)], 9).outcome == "unsure"


def test_what_does_not_let_itself_be_checked_is_never_dead():
    assert judge([Answer(A, 403)], 9).outcome == judge([Answer(A, 429)], 9).outcome == "unsure"


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
