"""What collectstatic makes of the style sheets and modules."""

import json
import re
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import override_settings
from whitenoise.middleware import WhiteNoiseMiddleware

from roadmap_app.templatetags.cairn import preloaded_modules
from roadmap_app.web.joined_files import JOINED_MODULES

STORAGE = "roadmap_app.web.static_files.StaticFiles"
HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


@contextmanager
def collecting(folder, source):
    """Collect the static files of the folder SOURCE into FOLDER and serve them; yield the hashed name of each."""
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": {"BACKEND": STORAGE}},
        STATIC_ROOT=folder,
        STATICFILES_DIRS=[source],
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield json.loads((folder / "staticfiles.json").read_text())["paths"]


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """Return the folder of the collected files, and the hashed name of each."""
    folder = tmp_path_factory.mktemp("collected")
    with collecting(folder, settings.BASE_DIR / "static") as names:
        yield folder, names


def test_every_file_is_there_under_its_hashed_name_alone(collected):
    folder, names = collected
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    plain = {name for name in files if not name.endswith((".br", ".gz"))} - {"staticfiles.json"}
    assert plain == set(names.values())
    assert [name for name in plain if not HASHED.search(name)] == []


@pytest.mark.parametrize("compressed", ["br", "gz"])
def test_what_pages_load_is_compressed(collected, compressed):
    folder, names = collected
    texts = [name for name in names.values() if name.endswith((".css", ".js"))]
    assert len(texts) > 40
    assert [name for name in texts if not (folder / f"{name}.{compressed}").exists()] == []


def test_modules_import_the_hashed_names_of_modules(collected):
    folder, names = collected
    modules = {Path(name).name for name in names.values() if name.startswith("js/")}
    imported = {
        found for module in modules for found in re.findall(r'"\./([^"]+)"', (folder / "js" / module).read_text())
    }
    assert len(imported) > 4 and imported <= modules


def test_modules_that_every_page_needs_are_one_file(collected):
    folder, names = collected
    storage = storages["staticfiles"]
    storage.hashed_files = names
    app = storage.url("js/app.js")
    assert {storage.url(f"js/{name}.js") for name in JOINED_MODULES} == {app}
    text = (folder / names["js/app.js"]).read_text()
    assert not re.search(r"^\s*//|^import", text, re.MULTILINE)
    assert app.rpartition("/")[2] in (folder / names["js/editor.js"]).read_text()
    assert preloaded_modules() == []


def test_a_change_of_one_module_renames_all(tmp_path):
    first, second, source = tmp_path / "first", tmp_path / "second", tmp_path / "source"
    (source / "js").mkdir(parents=True)
    (source / "js" / "one.js").write_text('import "./other.js";')
    (source / "js" / "other.js").write_text('import "./one.js";')
    with collecting(first, source) as before:
        (source / "js" / "other.js").write_text('import "./one.js"; 1;')
    with collecting(second, source) as after:
        assert not set(after.values()) & set(before.values())


@pytest.mark.parametrize("sheet", ["app.css", "activity.css", "outlines.css", "teams.css", "numbers.css", "admin.css"])
def test_a_page_needs_one_style_sheet_only(collected, sheet):
    folder, names = collected
    text = (folder / names[f"css/{sheet}"]).read_text()
    source = settings.BASE_DIR / "static" / "css"
    imported = re.findall(r'@import "([^"]+)"', (source / sheet).read_text())
    assert imported and "@import" not in text
    rules = [re.findall(r"^ *([^/\n]*\{)", (source / name).read_text(), re.MULTILINE) for name in imported]
    lines = [each[-1] for each in rules]
    assert [line for line in lines if line not in text] == []


def test_the_font_is_preloaded_under_the_name_in_the_style_sheet(collected):
    folder, names = collected
    text = (folder / names["css/app.css"]).read_text()
    font = re.search(r'url\("\.\./(fonts/[^"]+)"\)', text)[1]
    assert font == names["fonts/vollkorn-600.woff2"]
    link = re.search(r'<link rel="preload"[^>]*>', render_to_string("_links.html"))[0]
    assert f'href="/static/{font}"' in link and 'as="font"' in link and link.endswith("crossorigin>")


def test_browsers_keep_every_file_for_ever(collected):
    folder, names = collected
    with override_settings(WHITENOISE_AUTOREFRESH=False):
        middleware = WhiteNoiseMiddleware(lambda request: None)
    for name in names.values():
        headers = dict(middleware.files[f"/static/{name}"].alternatives[-1][2])
        assert headers["Cache-Control"] == "max-age=315360000, public, immutable", name
