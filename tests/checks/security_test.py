#!/usr/bin/env python3
"""The check of docs/security.md finds what it is there to find. Python 3.9, standard library only."""
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import security  # noqa: E402

HEAD = "| against | by | shown by |\n|---|---|---|\n"
CPP = 'TEST_CASE("One is one", "[a]") {}\nTEST_CASE("A long \\"name\\" "\n          "in two", "[a]") {}\n'
CMAKE = 'add_test(NAME "checks: it"\n  COMMAND x)\nladder_replay_test("fuzz: ${name}" y)\nladder_python_test("all is well" z.py)\n'


class Security(unittest.TestCase):
    def findings(self, page):
        with tempfile.TemporaryDirectory() as directory:
            root = pathlib.Path(directory)
            (root / "docs").mkdir()
            (root / "tests/conversations").mkdir(parents=True)
            (root / "tests/a.cpp").write_text(CPP)
            (root / "tests/CMakeLists.txt").write_text(CMAKE)
            (root / "tests/conversations/head.txt").write_text("# head\n")
            (root / security.PAGE).write_text(page)
            return security.findings(root)

    def test_tests_that_are_there_are_found(self):
        for link in ("[One is one](../tests/a.cpp)", '[A long \\"name\\" in two](../tests/a.cpp)',
                     "[checks: it](../tests/CMakeLists.txt)", "[fuzz: path](../tests/CMakeLists.txt)",
                     "[system: all is well](../tests/CMakeLists.txt)", "[head](../tests/conversations/head.txt)"):
            with self.subTest(link):
                self.assertEqual(self.findings(f"{HEAD}| a | b | {link} |\n"), [])

    def test_a_test_that_is_not_there_is_told(self):
        for link in ("[One is two](../tests/a.cpp)", "[One is one](../tests/b.cpp)", "[One](../tests/a.cpp)",
                     "[checks: other](../tests/CMakeLists.txt)", "[tail](../tests/conversations/head.txt)"):
            with self.subTest(link):
                self.assertEqual(len(self.findings(f"{HEAD}| a | b | {link} |\n")), 1)

    def test_a_row_without_a_test_is_told(self):
        good = "| a | b | [head](../tests/conversations/head.txt) |\n"
        self.assertEqual(self.findings(HEAD + good + "| c | d | trust us |\n"), ["docs/security.md:4: this row names no test"])

    def test_other_tables_need_none(self):
        self.assertEqual(self.findings(f"| a | b |\n|---|---|\n| c | d |\n\n{HEAD}| a | b | [head](../tests/conversations/head.txt) |\n"), [])

    def test_a_page_that_names_nothing_is_told(self):
        self.assertEqual(self.findings("# Security\n"), ["docs/security.md: no test is named"])


if __name__ == "__main__":
    unittest.main()
