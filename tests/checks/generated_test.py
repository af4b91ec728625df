#!/usr/bin/env python3
"""generated_test.py - the pages of tools/book/generated.py are made, and a source of another shape is found out."""
import pathlib
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "book"))
import server_options  # noqa: E402
import session_picture  # noqa: E402
import session_states  # noqa: E402

# What CLI11 2.4 makes of a few of the options: brackets instead of an equals sign.
HELP_2_4 = """The complete HTTP/1.1 server.
Usage: http_server [OPTIONS] [port] [host] [threads]

Positionals:
  port UINT:INT in [0 - 65535] [8080]
                              TCP port; 0 takes a free one
  host TEXT [127.0.0.1]       address or name to listen on

Options:
  -h,--help                   Print this help message and exit
  --version                   Display program version information and exit
  --config                    read options from a file
  -t,--threads UINT:INT in [1 - 1024]
                              the same as the third argument
  --engine TEXT:{auto,threads,epoll,uring} [auto]
                              who moves the bytes
  --defer-accept              accept a connection later
  --extensions TEXT [html,txt]
                              extensions
  --no-uploads{false}         take no uploads
  --allow-host TEXT ...       a further Host
  --cache UINT [67108864]     bytes of file content kept in memory; 0 keeps none
"""


class Options(unittest.TestCase):
    def test_the_other_layout_of_the_help_is_read_too(self):
        options = server_options.parse_help(HELP_2_4)
        self.assertEqual(len(options), 12)
        self.assertEqual(options["port"].default, "8080")
        self.assertEqual(options["host"].default, "127.0.0.1")
        self.assertEqual(options["--engine"].default, "auto")
        self.assertEqual(options["--cache"].default, "67108864")
        self.assertEqual(options["--extensions"].default, "html,txt")
        self.assertEqual(options["--threads"].default, "")
        self.assertEqual(options["--allow-host"].text, "a further Host")
        self.assertEqual(options["--no-uploads"].text, "take no uploads")

    def test_a_help_that_is_none_is_found_out(self):
        with self.assertRaises(server_options.OptionsError):
            server_options.parse_help("no such program")

    def test_units(self):
        for written, printed in (("64 MiB", "67108864"), ("8,000 bytes", "8000"), ("30 s", "30"), ("4,096", "4096")):
            self.assertEqual(server_options.normal(written), server_options.normal(printed))
        self.assertNotEqual(server_options.normal("64 KiB"), server_options.normal("67108864"))
        self.assertEqual(server_options.normal("127.0.0.1"), "127.0.0.1")


class States(unittest.TestCase):
    def setUp(self):
        self.header, self.sources = session_states.read_sources(ROOT)

    def changed(self, old, new):
        """The sources with one change, which must be one."""
        self.assertEqual(sum(text.count(old) for _, text in self.sources), 1, old)
        return [(path, text.replace(old, new)) for path, text in self.sources]

    def refuses(self, what, sources):
        with self.assertRaisesRegex(session_states.ShapeError, what):
            session_states.transitions(sources)

    def test_a_transition_that_is_new(self):
        self.refuses("is new to this page", self.changed("{ clock_.drained = now; }", "{\n  state_ = State::closing;\n}"))

    def test_a_transition_that_is_gone(self):
        self.refuses("is no longer in", self.changed("      state_ = State::work;\n", ""))

    def test_a_transition_to_another_state(self):
        self.refuses("is new to this page", self.changed("      state_ = State::work;", "      state_ = State::head;"))

    def test_an_assignment_outside_of_all_functions(self):
        path, text = self.sources[0]
        self.refuses("stand in no function", [(path, text + "\nvoid more(Session& s) { s.state_ = State::head; }\n"),
                                              *self.sources[1:]])

    def test_a_state_that_is_new(self):
        with self.assertRaisesRegex(session_states.ShapeError, "the states are"):
            session_states.states(self.header.replace("closing, closed }", "closing, resting, closed }"))

    def test_a_step_that_goes_elsewhere(self):
        with self.assertRaisesRegex(session_states.ShapeError, "step"):
            session_states.check_steps(self.changed("return read_body(now);", "return read_head(now);"))

    def test_every_arrow_has_its_place(self):
        picture = session_picture.draw(session_states.states(self.header), session_states.transitions(self.sources))
        arrows = [one for one in xml.fromstring(picture).iter("{http://www.w3.org/2000/svg}path") if one.get("marker-end")]
        self.assertEqual(len(arrows), len(session_picture.ARROWS))
        session_states.transitions(self.sources)
        with self.assertRaises(session_picture.PictureError):
            session_picture.arrow(("work", "head"), ["a leap"])


class Pages(unittest.TestCase):
    def test_all_are_made(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([sys.executable, str(ROOT / "tools/book/generated.py"), "--out", folder],
                                  capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            pages = {path.name: path.read_text() for path in pathlib.Path(folder).iterdir()}
        self.assertEqual(sorted(pages), ["options.md", "rfc.md", "session_states.md", "session_states.svg"])
        for name, page_id in (("options.md", "options_table"), ("rfc.md", "rfc_matrix"), ("session_states.md", "session_states")):
            self.assertRegex(pages[name].splitlines()[0], rf"^# .* \{{#{page_id}\}}$")
        self.assertIn("#section-6.3)", pages["rfc.md"])
        for name in server_options.captured(ROOT).keys() - server_options.BY_RULE:
            self.assertIn(f"`{name}`", pages["options.md"])


if __name__ == "__main__":
    unittest.main()
