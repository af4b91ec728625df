#!/usr/bin/env python3
"""./course chapters: what it writes, what it leaves alone, what --check finds. Python 3.9, standard library only."""
import contextlib
import io
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools" / "course"))
import code_blocks  # noqa: E402
import write_chapters  # noqa: E402

SOURCE = """\
int before;
//! [all]
namespace {
  //! [answer]
  /// What comes back.
  int answer(int question,
             int more) {
    //! [inner]
    return question + more;
    //! [inner]
  }
  //! [answer]
}
//! [all]
//! [other]
int other();
//! [other]
//! [lost]
"""
LATER = "//! [later]\nvoid later() {\n  answer(1);\n}\n//! [later]\n"
CHAPTER = "# Stage 01\n\nBefore.\n\n<!-- code: 01_x/main.cpp answer -->\nAfter.\n\n<!-- code: 01_x/main.cpp other -->\n"
HINTS = ("# Hints\n\n## Task {0}: the `sum` & more\n\n### Nudge\n\nn\n\n### Idea\n\ni\n\n### Code\n\n"
         "<!-- code: {1} -->\n")
WRITTEN = """\
# Stage 01

Before.

<!-- code: 01_x/main.cpp answer signature -->
[`stages/01_x/main.cpp`, lines 5 to 7](main.cpp#L5-L7)

```cpp
/// What comes back.
int answer(int question,
           int more);
```

<details>
<summary>Solution of task 1: the <code>sum</code> &amp; more</summary>

<!-- code: 01_x/main.cpp answer -->
[`stages/01_x/main.cpp`, lines 5 to 11](main.cpp#L5-L11)

```cpp
/// What comes back.
int answer(int question,
           int more) {
  return question + more;
}
```

</details>

After.

<!-- code: 01_x/main.cpp other -->
[`stages/01_x/main.cpp`, line 16](main.cpp#L16)

```cpp
int other();
```
"""


class Tree(unittest.TestCase):
    """A clone of two stages, written once."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for path, text in (("stages/01_x/main.cpp", SOURCE), ("stages/02_y/main.cpp", LATER),
                           ("stages/01_x/README.md", CHAPTER), ("stages/02_y/README.md", "# Stage 02\n"),
                           ("docs/hints/01.md", HINTS.format(1, "01_x/main.cpp answer")),
                           ("docs/hints/02.md", HINTS.format(3, "02_y/main.cpp later"))):
            self.write(path, text)
        self.assertEqual(self.run_tool()[0], 0)

    def write(self, path, text):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def replace(self, path, old, new):
        text = (self.root / path).read_text()
        self.assertIn(old, text)
        self.write(path, text.replace(old, new, 1))

    def run_tool(self, *arguments):
        """(exit status, what it prints)."""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
            status = write_chapters.main(["--root", str(self.root), *arguments])
        return status, printed.getvalue()

    def assert_refused(self, *words):
        status, printed = self.run_tool("--check")
        self.assertEqual(status, 1, printed)
        for word in words:
            self.assertIn(word, printed)


class Writing(Tree):
    def test_code_is_written_and_a_solution_is_folded_behind_its_signature(self):
        self.assertEqual((self.root / "stages/01_x/README.md").read_text(), WRITTEN)
        self.assertIn("](../../stages/01_x/main.cpp#L5-L11)\n\n```cpp\n/// What",
                      (self.root / "docs/hints/01.md").read_text())
        self.assertEqual(self.run_tool("--check"), (0, ""))

    def test_writing_twice_changes_nothing(self):
        self.assertEqual(self.run_tool(), (0, ""))

    def test_what_changed_in_the_source_is_written_anew(self):
        self.replace("stages/01_x/main.cpp", "int before;", "int before;\nint more;")
        self.replace("stages/01_x/main.cpp", "question + more", "more")
        self.assert_refused("stages/01_x/README.md:6: is `[`stages/01_x/main.cpp`, lines 5 to 7]",
                            "docs/hints/01.md:16:")
        self.run_tool()
        self.assertEqual((self.root / "stages/01_x/README.md").read_text(),
                         WRITTEN.replace("question + more", "more").replace("s 5 to 7", "s 6 to 8")
                         .replace("L5-L7", "L6-L8").replace("s 5 to 11", "s 6 to 12").replace("L5-L11", "L6-L12")
                         .replace("line 16", "line 17").replace("L16", "L17"))

    def test_what_was_written_by_hand_is_found_and_undone(self):
        self.replace("stages/01_x/README.md", "return question + more;", "return 42;")
        self.assert_refused("stages/01_x/README.md:24: is `  return 42;`; the source has `  return question + more;`")
        self.run_tool()
        self.assertEqual((self.root / "stages/01_x/README.md").read_text(), WRITTEN)

    def test_a_transcript_below_a_comment_and_comments_in_fences_stay(self):
        text = "```console\n$ ls\n```\n\n```md\n<!-- code: gone.cpp gone -->\n```\n"
        self.write("docs/page.md", "<!-- code: 01_x/main.cpp other -->\n" + text)
        self.run_tool()
        self.assertTrue((self.root / "docs/page.md").read_text().endswith("int other();\n```\n\n" + text))

    def test_sources_have_their_language(self):
        self.write("tools/x/run.sh", "#! [go]\nls\n#! [go]\n")
        self.write("docs/page.md", "<!-- code: x/run.sh go -->\n")
        self.run_tool()
        self.assertIn("[`tools/x/run.sh`, line 2](../tools/x/run.sh#L2)\n\n```sh\nls\n```",
                      (self.root / "docs/page.md").read_text())


class Refusals(Tree):
    def test_comments_that_name_nothing(self):
        for comment, words in (("<!-- code: 01_x/gone.cpp a -->", "there is no file 01_x/gone.cpp"),
                               ("<!-- code: 01_x/main.cpp gone -->", "[gone] is marked 0 times"),
                               ("<!-- code: 01_x/main.cpp lost -->", "[lost] is marked 1 times"),
                               ("<!-- code: 01_x/main.cpp inner signature -->", "is no function and has no signature"),
                               ("<!-- code: 01_x/main.cpp -->", "line 1 is not `<!-- code: FILE region -->`"),
                               ("<!--code: 01_x/main.cpp other-->", "line 1 is not `<!-- code: FILE region -->`")):
            self.write("docs/page.md", comment + "\n")
            self.assert_refused("docs/page.md:1: ", words)
            self.assertEqual(self.run_tool()[0], 1)
            self.assertEqual((self.root / "docs/page.md").read_text(), comment + "\n")

    def test_a_solution_in_the_open(self):
        for region, solution in (("all", "task 1 of stage 01"), ("inner", "task 1 of stage 01")):
            self.write("stages/01_x/README.md", f"<!-- code: 01_x/main.cpp {region} -->\n")
            self.assertEqual(self.run_tool()[0], 1)
            self.assert_refused(f"stages/01_x/README.md:1: [{region}] shows the solution of {solution} in the open")

    def test_a_chapter_shows_what_was_asked_before_it_and_not_what_comes(self):
        self.write("stages/02_y/README.md", "<!-- code: 01_x/main.cpp answer -->\n")
        self.assertEqual(self.run_tool()[0], 0)
        self.assertNotIn("<details>", (self.root / "stages/02_y/README.md").read_text())
        self.write("stages/01_x/README.md", "<!-- code: 02_y/main.cpp later -->\n")
        self.assertEqual(self.run_tool()[0], 0)
        self.assertIn("<summary>Solution of task 3 of stage 02: the <code>sum</code> &amp; more</summary>\n\n<!-- code",
                      (self.root / "stages/01_x/README.md").read_text())

    def test_a_fold_without_its_signature_or_with_another_title(self):
        self.replace("docs/hints/01.md", "the `sum`", "the difference")
        self.assert_refused("stages/01_x/README.md:15: is <summary>Solution of task 1: the <code>sum</code>")
        self.assertEqual(self.run_tool()[0], 0)
        begin = WRITTEN.index("<!-- code: 01_x/main.cpp answer signature")
        self.write("stages/01_x/README.md", WRITTEN[:begin] + WRITTEN[WRITTEN.index("<details>"):])
        self.assertEqual(self.run_tool()[0], 1)
        self.assert_refused("[answer] is folded, and its signature does not stand before it")

    def test_a_fold_that_markdown_would_not_render(self):
        for old, new in (("more</summary>\n\n", "more</summary>\n"), ("```\n\n</details>", "```\n</details>"),
                         ("</details>\n\nAfter", "</details>\nAfter"), ("\n\n<details>", "\n<details>"),
                         ("<details>", " <details>"), ("<summary>Sol", "<summary>\nSol")):
            self.write("stages/01_x/README.md", WRITTEN.replace(old, new))
            self.assert_refused("blank line")
            self.run_tool()
            self.write("stages/01_x/README.md", WRITTEN)


class TheProject(unittest.TestCase):
    def test_every_chapter_and_picture_is_as_this_tool_writes_it(self):
        root = pathlib.Path(__file__).resolve().parents[2]
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            sound = write_chapters.check(root)
        self.assertTrue(sound, printed.getvalue())
        blocks = [block for page in (root / "stages").glob("*/README.md")
                  for block in code_blocks.blocks_of(page.read_text().splitlines())]
        self.assertGreater(len(blocks), 150)


if __name__ == "__main__":
    unittest.main()
