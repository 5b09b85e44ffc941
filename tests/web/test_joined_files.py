"""Modules and style sheets, joined into one file."""

import pytest

from roadmap_app.web.joined_files import joined_modules, joined_sheet, short_module

ONE = """// Says hello.
import { name } from "./two.js";
const own = 1;
export const greet = () => name + own;
"""
TWO = """const own = 2;
export const name = "you";
export const late = async () => (await import("./one.js")).greet();
"""


def test_each_module_keeps_its_own_names_and_shares_what_it_exports():
    assert joined_modules({"two": TWO, "one": ONE}) == (
        "let name, late, greet;\n"
        "{\nconst own = 2;\n"
        'name = "you";\n'
        "late = async () => (await Promise.resolve({ greet })).greet();\n}\n"
        "{\nconst own = 1;\n"
        "greet = () => name + own;\n}\n"
        "export { name, late, greet };\n"
    )


def test_modules_outside_are_imported_when_they_are_needed():
    assert 'import("./other.js")' in joined_modules(
        {"one": 'const go = () => import("./other.js");\nexport const a = 1;\n'}
    )


@pytest.mark.parametrize(
    "text",
    ['import { a } from "./other.js";\n', "export function a() {}\n", "export default 1;\n", "export let a = 1;\n"],
)
def test_what_cannot_be_joined_is_an_error(text):
    with pytest.raises(ValueError, match="cannot be joined"):
        joined_modules({"one": f"{text}export const b = 1;\n"})


@pytest.mark.parametrize(
    "declared", ["const greet = 1;", 'const { name, greet } = await import("./one.js");', "function greet() {}"]
)
def test_a_declaration_that_hides_an_export_of_another_module_is_an_error(declared):
    hiding = f"const go = async () => {{ {declared} }};\n"
    with pytest.raises(ValueError, match="cannot be joined"):
        joined_modules({"two": TWO, "one": ONE, "hiding": hiding})
    assert "own" in joined_modules({"two": TWO, "one": ONE, "hiding": "const own = { greet };\n"})


def test_two_exports_of_one_name_are_an_error():
    with pytest.raises(ValueError, match="the same name"):
        joined_modules({"one": TWO, "two": TWO})


def test_comments_and_indentation_are_left_out(tmp_path):
    (tmp_path / "part.css").write_text("/* A\n   part. */\n@layer base {\n  a { color: var(--ink); }\n}\n")
    (tmp_path / "app.css").write_text('/* All. */\n@import "part.css";\n')
    assert joined_sheet(tmp_path / "app.css").strip() == "@layer base {\na { color: var(--ink); }\n}"
    assert short_module('// Why.\nconst a = "//";\n  // More.\n  go(); // now\n') == '\nconst a = "//";\ngo(); // now\n'
