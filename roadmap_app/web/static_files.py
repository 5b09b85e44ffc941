"""The storage of static files: compressed, under names with a hash that browsers may keep for ever."""

import os
from collections.abc import Iterator
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles.storage import HashedFilesMixin
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from roadmap_app.web.joined_files import JOINED_MODULES, joined_modules, joined_sheet, short_module

# Sheets that import others: one request for each of those, and only after this one, would delay the first paint.
JOINED_SHEETS = [
    os.path.join("css", name)
    for name in ("app.css", "activity.css", "outlines.css", "teams.css", "numbers.css", "admin.css")
]
# Django's own support of modules covers libraries too, which contain imports of files that they do not ship.
OUR_MODULES = os.path.join("js", "*.js")
IMPORTED_MODULE = r"""(?P<matched>"(?P<url>\./[\w-]+\.js)")"""
APP = "js/app.js"
JOINED = {f"js/{name}.js": name for name in JOINED_MODULES}
Sources = dict[str, tuple[FileSystemStorage, str]]


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise has no types
    """WhiteNoise's storage, which also covers the modules that scripts import and the sheets that sheets import.

    Modules that are joined have the address of the whole, wherever a page or another module names one of them.
    """

    patterns = (*HashedFilesMixin.patterns, (OUR_MODULES, ((IMPORTED_MODULE, '"%(url)s"'),)))
    modules_hash = ""

    def post_process(self, paths: Sources, dry_run: bool = False, **options: object) -> Iterator[object]:
        """Join sheets and modules, then hash and compress all files; PATHS are those that collectstatic has copied."""
        if not dry_run:
            for name in JOINED_SHEETS:
                if name in paths:
                    self._replace(paths, name, joined_sheet(_source(paths, name)))
            self._join_modules(paths)
            modules = sorted(name for name in paths if _is_module(name))
            for name in modules:
                self._replace(paths, name, short_module(_source(paths, name).read_text(encoding="utf-8")))
            self.modules_hash = sha256(b"\0".join(_source(paths, name).read_bytes() for name in modules)).hexdigest()
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def hashed_name(self, name: str, content: "File[bytes] | None" = None, filename: str | None = None) -> str:
        """Return the name with the hash of the file, or of that which it is joined into."""
        hashed: str = super().hashed_name(_whole(name), content, filename)
        return hashed

    def stored_name(self, name: str) -> str:
        """Return the name under which the file, or that which it is joined into, is stored."""
        stored: str = super().stored_name(_whole(name))
        return stored

    def file_hash(self, name: str | None, content: "File[bytes] | None" = None) -> str:
        """Return the hash in the name of a file; all our modules have the same one.

        They import each other in circles: a hash of a module's text, which contains their names, would never settle.
        """
        if name and _is_module(name):
            return self.modules_hash[:12]
        file_hash: str = super().file_hash(name, content)
        return file_hash

    def _join_modules(self, paths: Sources) -> None:
        """Put the joined modules in place of the last of them, and take the others out of PATHS."""
        names = {name: os.path.normpath(name) for name in JOINED}
        if not all(name in paths for name in names.values()):
            return  # another set of files, as in tests
        sources = {JOINED[name]: _source(paths, path).read_text(encoding="utf-8") for name, path in names.items()}
        for name, path in names.items():
            if name != APP:
                Path(self.path(path)).unlink()
                del paths[path]
        self._replace(paths, names[APP], joined_modules(sources))

    def _replace(self, paths: Sources, name: str, text: str) -> None:
        Path(self.path(name)).write_text(text, encoding="utf-8")
        paths[name] = (self, name)


def _is_module(name: str) -> bool:
    return fnmatchcase(os.path.normpath(name), OUR_MODULES)


def _whole(name: str) -> str:
    """Return NAME, or the name of the file that this module is joined into."""
    return APP if name.replace(os.sep, "/") in JOINED else name


def _source(paths: Sources, name: str) -> Path:
    storage, path = paths[name]
    return Path(storage.path(path))
