"""The storage of static files: compressed, under names with a hash that browsers may keep for ever."""

import os
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles.storage import HashedFilesMixin
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Sheets that import others: one request for each of those, and only after this one, would delay the first paint.
JOINED_SHEETS = [os.path.join("css", name) for name in ("app.css", "activity.css", "admin.css")]
# Django's own support of modules covers libraries too, which contain imports of files that they do not ship.
OUR_MODULES = os.path.join("js", "*.js")
IMPORTED_MODULE = r"""(?P<matched>"(?P<url>\./[\w-]+\.js)")"""
Sources = dict[str, tuple[FileSystemStorage, str]]


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise has no types
    """WhiteNoise's storage, which also covers the modules that scripts import and the sheets that sheets import."""

    patterns = (*HashedFilesMixin.patterns, (OUR_MODULES, ((IMPORTED_MODULE, '"%(url)s"'),)))
    modules_hash = ""

    def post_process(self, paths: Sources, dry_run: bool = False, **options: object) -> Iterator[object]:
        """Join the style sheets, then hash and compress all files; PATHS are those that collectstatic has copied."""
        if not dry_run:
            modules = sorted(name for name in paths if _is_module(name))
            self.modules_hash = sha256(b"\0".join(_source(paths, name).read_bytes() for name in modules)).hexdigest()
            for name in JOINED_SHEETS:
                if name in paths:
                    Path(self.path(name)).write_text(_joined(_source(paths, name)), encoding="utf-8")
                    paths[name] = (self, name)
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def file_hash(self, name: str | None, content: "File[bytes] | None" = None) -> str:
        """Return the hash in the name of a file; all our modules have the same one.

        They import each other in circles: a hash of a module's text, which contains their names, would never settle.
        """
        if name and _is_module(name):
            return self.modules_hash[:12]
        file_hash: str = super().file_hash(name, content)
        return file_hash


def _is_module(name: str) -> bool:
    return fnmatchcase(os.path.normpath(name), OUR_MODULES)


def _source(paths: Sources, name: str) -> Path:
    storage, path = paths[name]
    return Path(storage.path(path))


def _joined(sheet: Path) -> str:
    """Return SHEET with the imported sheets in place of its imports; URLs in them must be relative to SHEET."""
    return re.sub(
        r'@import "([^"]+)";',
        lambda found: (sheet.parent / found[1]).read_text(encoding="utf-8"),
        sheet.read_text(encoding="utf-8"),
    )
