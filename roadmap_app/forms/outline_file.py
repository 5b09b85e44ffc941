"""A file in place of the text of an outline, and the source of a page in it."""

from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from roadmap_app.outline.reading.files import MAX_FILE, FileText, UnreadableFile, read_file, read_pasted


class OutlineFileForm(forms.Form):
    """A form whose field `body` gets the text of its `file`; `remarks` say what the conversion has left out.

    A file that cannot be read leaves the body as it was typed, and is an error of the field `file`.
    """

    file = forms.FileField(required=False, allow_empty_file=True)

    def __init__(self, data: QueryDict | None = None, files: MultiValueDict[str, UploadedFile] | None = None) -> None:
        super().__init__(data, files)
        self.remarks: tuple[str, ...] = ()
        self.unreadable = ""
        self.took_file = False
        if self.is_bound:
            self._take(self.files.get("file"))

    def _take(self, upload: UploadedFile | None) -> None:
        try:
            read = self._read(upload)
        except UnreadableFile as error:
            self.unreadable = str(error)
            return
        self.took_file, self.remarks = upload is not None, read.remarks
        if self.took_file or read.remarks:
            with_text = cast("QueryDict", self.data).copy()
            with_text["body"] = read.text
            self.data = with_text

    def _read(self, upload: UploadedFile | None) -> FileText:
        typed = str(self.data.get("body", ""))
        if upload is not None:
            return read_file(upload.name or "", upload.read(MAX_FILE + 1))
        return read_pasted(typed) if len(typed) <= MAX_FILE else FileText(typed)

    @property
    def shows_another_text(self) -> bool:
        """True if a file was sent, read or not, or the text was converted: then the page shows its form anew."""
        return bool(self.took_file or self.unreadable or self.remarks)

    def clean_file(self) -> None:
        """Raise ValidationError if there is a file that cannot be read."""
        if self.unreadable:
            raise ValidationError(self.unreadable)
