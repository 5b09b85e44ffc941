"""Names for browsers and systems."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.domain.user_agents import device

MOZILLA = "Mozilla/5.0 "
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 "


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (f"{MOZILLA}(Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox on Windows"),
        (f"{MOZILLA}(X11; Linux x86_64) {CHROME}Safari/537.36", "Chrome on Linux"),
        (f"{MOZILLA}(Windows NT 10.0; Win64; x64) {CHROME}Safari/537.36 Edg/131.0.0.0", "Edge on Windows"),
        (f"{MOZILLA}(Windows NT 10.0; Win64; x64) {CHROME}Safari/537.36 OPR/116.0.0.0", "Opera on Windows"),
        (
            f"{MOZILLA}(Macintosh; Intel Mac OS X 14_7) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15",
            "Safari on Mac",
        ),
        (f"{MOZILLA}(iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile Safari/604.1", "Safari on iPhone"),
        (f"{MOZILLA}(iPhone; CPU iPhone OS 18_1 like Mac OS X) CriOS/131.0 Mobile Safari/604.1", "Chrome on iPhone"),
        (
            f"{MOZILLA}(Linux; Android 14; SM-S911B) SamsungBrowser/27.0 {CHROME}Safari/537.36",
            "Samsung Internet on Android",
        ),
        (f"{MOZILLA}(X11; CrOS x86_64 14541.0.0) {CHROME}Safari/537.36", "Chrome on ChromeOS"),
        ("curl/8.5.0", "curl"),
        ("Mozilla/5.0 (Windows NT 10.0)", "A browser on Windows"),
        ("", "An unknown browser"),
        ("<script>", "An unknown browser"),
    ],
)
def test_a_device_is_named_by_browser_and_system(user_agent, words):
    assert device(user_agent) == words


@given(st.text(max_size=300))
def test_text_from_the_header_is_never_repeated(text):
    assert device(text) in {"An unknown browser", "curl"} or " " in device(text) or device(text).isalpha()
