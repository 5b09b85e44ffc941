"""Long addresses are parsed in linear time."""

from roadmap_app.domain.markdown import addresses, render


def test_an_address_is_searched_only_up_to_the_maximum_length(monkeypatch):
    lengths = []
    trimmed = addresses._trimmed
    monkeypatch.setattr(addresses, "_trimmed", lambda address: lengths.append(len(address)) or trimmed(address))
    html = render("http://a.b/(" * 2_000)
    # The final pass for www. and e-mail addresses tries the text as a whole, once.
    longer = [length for length in lengths if length > addresses.MAX_ADDRESS_LENGTH + len("https://")]
    assert len(lengths) > 1_000 and len(longer) <= 1
    assert html.startswith("<p")


def test_an_address_of_the_maximum_length_is_a_link():
    longest = "https://a.b/" + "x" * (addresses.MAX_ADDRESS_LENGTH - len("https://a.b/"))
    assert f'href="{longest}"' in render(longest)
