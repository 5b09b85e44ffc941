"""Addresses without an end cost no more than they are long."""

from roadmap_app.domain.markdown import addresses, render


def test_the_end_of_an_address_is_looked_for_within_its_greatest_length(monkeypatch):
    looked_at = []
    trimmed = addresses._trimmed
    monkeypatch.setattr(addresses, "_trimmed", lambda words: looked_at.append(len(words)) or trimmed(words))
    html = render("http://a.b/(" * 2_000)
    # Once, in the end, the text as a whole is looked at.
    longer = [length for length in looked_at if length > addresses.ADDRESS_LENGTH + len("https://")]
    assert len(looked_at) > 1_000 and len(longer) <= 1
    assert html.startswith("<p")


def test_an_address_of_the_greatest_length_is_a_link():
    longest = "https://a.b/" + "x" * (addresses.ADDRESS_LENGTH - len("https://a.b/"))
    assert f'href="{longest}"' in render(longest)
