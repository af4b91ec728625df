#!/usr/bin/env python3
"""chapter_code.py and the transcripts' comparison find what they are for. Python 3.9, standard library only."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

import transcript
import transcripts

CHECK = pathlib.Path(__file__).resolve().with_name("chapter_code.py")
SOUND = """\
# Stage 01: a chapter

## Where we are

![a picture](../../docs/pictures/01.svg)

## The idea

Call `accept`, and then:

- a list, whose items may go on
  in the next line

## The code

<!-- code: 01_x/main.cpp echo signature -->
[`stages/01_x/main.cpp`, line 2](main.cpp#L2)

```cpp
void echo();
```

<details>
<summary>Solution of task 1: the echo</summary>

<!-- code: 01_x/main.cpp echo -->
[`stages/01_x/main.cpp`, lines 2 to 4](main.cpp#L2-L4)

```cpp
void echo() {
  say();
}
```

</details>

## Run it

```console
$ echo hello
hello
```

## Break it
## Your turn
## What real servers do here
"""
SOURCE = """\
//! [echo]
void echo() {
  say();
}
//! [echo]
//! [open]
void open() {}
"""
HINTS = """\
# Hints

## Task 1: the echo

### Nudge

Try.

### Idea

Say it.

### Code

<!-- code: 01_x/main.cpp echo -->
[`stages/01_x/main.cpp`, lines 2 to 4](../../stages/01_x/main.cpp#L2-L4)

```cpp
void echo() {
  say();
}
```
"""


def findings(chapter, hints=HINTS):
    """What chapter_code.py prints about these texts."""
    with tempfile.TemporaryDirectory() as folder:
        stage = pathlib.Path(folder) / "stages" / "01_x"
        stage.mkdir(parents=True)
        (stage / "main.cpp").write_text(SOURCE)
        (stage / "README.md").write_text(chapter)
        (pathlib.Path(folder) / "docs" / "hints").mkdir(parents=True)
        (pathlib.Path(folder) / "docs" / "hints" / "01.md").write_text(hints)
        done = subprocess.run([sys.executable, CHECK, "--root", folder, "01"], capture_output=True, text=True)
        if done.returncode != (1 if done.stdout else 0):
            raise AssertionError(done.stderr)
        return done.stdout


class ChapterCode(unittest.TestCase):
    def test_a_sound_chapter_passes(self):
        self.assertEqual(findings(SOUND), "")

    def test_code_is_found(self):
        for code, word in (("```sh\nls\n```\n", "a block of code (sh)"), ("```\nint x;\n```\n", "no language"),
                           ("\n    int x = 1;\n", "indented"), ("\\code\nint x;\n\\endcode\n", "\\code"),
                           ("<pre>int x;</pre>\n", "<pre"), (f"`{'x' * 91}`\n", "this length"),
                           ("```cpp\nint x;\n```\n", "a block of code (cpp)"),
                           ("```dot\ndigraph {}\n```\n", "a block of code (dot)")):
            found = findings(SOUND.replace("## Break it\n", "## Break it\n" + code))
            self.assertIn(word, found)
            self.assertRegex(found, r"^stages/01_x/README\.md:\d+: ")

    def test_regions_that_do_not_exist_are_found(self):
        for comment, word in (("01_x/main.cpp gone", "marked 0 times"), ("01_x/main.cpp open", "marked 1 times"),
                              ("01_x/other.cpp echo", "no file"), ("01_x/main.cpp", "is not `<!-- code: FILE region")):
            self.assertIn(word, findings(SOUND.replace("01_x/main.cpp echo -->", comment + " -->")))

    def test_code_that_is_not_as_its_source_is_found(self):
        self.assertIn("README.md:31: is `  cry();`; the source has `  say();`",
                      findings(SOUND.replace("say", "cry")))
        self.assertIn("README.md:27: is `[`stages/01_x/main.cpp`, lines 2 to 5]",
                      findings(SOUND.replace("to 4", "to 5")))
        self.assertIn("docs/hints/01.md:20: is `  cry();`", findings(SOUND, HINTS.replace("say()", "cry()")))
        self.assertIn("a block of code (cpp)", findings(SOUND, HINTS + "\n```cpp\nint x;\n```\n"))

    def test_a_solution_in_the_open_is_found(self):
        begin, end = SOUND.index("<details>"), SOUND.index("<!-- code: 01_x/main.cpp echo -->")
        self.assertIn("[echo] shows the solution of task 1 of stage 01 in the open",
                      findings(SOUND.replace(SOUND[begin:end], "").replace("</details>\n", "")))

    def test_missing_parts_are_found(self):
        self.assertIn("its parts are", findings(SOUND.replace("## Break it\n", "")))
        self.assertIn("0 transcripts", findings(SOUND.replace("```console\n$ echo hello\nhello\n```\n", "")))


class Transcript(unittest.TestCase):
    def test_steps_are_read(self):
        steps = transcript.steps_of("```console\n$ a &\nx\n2$ b 8001\n2> t\n2> ^D\nz\n1| w\n1| v\n```\n```cpp\n$ no\n```\n")
        self.assertEqual([(step.terminal, step.text, step.expected, step.stays) for step in steps],
                         [(1, "a &", ["x"], False), (2, "b 8001", [], True), (2, "t", [], True),
                          (2, "^D", ["z"], False), (1, None, ["w", "v"], True)])
        self.assertEqual(transcript.ports_of(steps), ["8001"])

    def test_a_block_begins_with_a_command(self):
        with self.assertRaises(transcript.MalformedTranscript):
            transcript.steps_of("```console\noutput\n```\n")

    def test_only_what_may_differ_is_masked(self):
        match = transcript.is_match
        self.assertTrue(match(["took 1.5 ms"], ["took 20 ms"]))
        self.assertTrue(match(["from 127.0.0.1:40000"], ["from 127.0.0.1:55555"]))
        self.assertTrue(match(["a", "b", "c", "d"], ["a", "...", "d"]))
        self.assertTrue(match([], ["..."]))
        self.assertFalse(match(["1 client"], ["2 clients"]))
        self.assertFalse(match(["127.0.0.1:8001"], ["127.0.0.1:8002"]))
        self.assertFalse(match(["a"], ["a", "b"]))
        self.assertFalse(match(["a", "b"], ["a"]))
        self.assertFalse(match(["a", "c"], ["a", "...", "b"]))

    def test_what_a_chapter_leaves_behind_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "resources" / "uploads").mkdir(parents=True)
            for name in ("kept", "gone", "changed"):
                (root / name).write_text(name)
            before = transcripts.tree_of(root)
            self.assertEqual(transcripts.differences(before, transcripts.tree_of(root)), [])
            (root / "gone").unlink()
            (root / "changed").write_text("otherwise")
            (root / "resources" / "link").symlink_to("/nowhere")
            (root / "resources" / "uploads" / "upload_20260131_142305_k3x9.json").write_text("{}")
            self.assertEqual(transcripts.differences(before, transcripts.tree_of(root)),
                             ["resources/link is left behind", "gone is gone", "changed is changed"])


if __name__ == "__main__":
    unittest.main()
