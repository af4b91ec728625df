#!/usr/bin/env python3
"""references_test.py - the table of cases for tools/book/references.py: what becomes a link, and what must not."""
import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "book"))
import references  # noqa: E402

RFC = "https://www.rfc-editor.org/rfc/rfc"
MAN = "https://man7.org/linux/man-pages/man"

LINKED = [
    ("an RFC alone", "see RFC 862.", f"see [RFC 862]({RFC}862)."),
    ("a clause", "RFC 9112 section 6.3, too",
     f"[RFC 9112 section 6.3]({RFC}9112#section-6.3), too"),
    ("the end of a sentence is no part of the clause", "as RFC 9112 section 6.",
     f"as [RFC 9112 section 6]({RFC}9112#section-6)."),
    ("two clauses", "RFC 9112 sections 6 and 7",
     f"[RFC 9112]({RFC}9112) sections [6]({RFC}9112#section-6) and [7]({RFC}9112#section-7)"),
    ("many clauses", "RFC 9110 sections 9.3.1, 14 and 15.3.7.",
     f"[RFC 9110]({RFC}9110) sections [9.3.1]({RFC}9110#section-9.3.1), [14]({RFC}9110#section-14)"
     f" and [15.3.7]({RFC}9110#section-15.3.7)."),
    ("a clause and then another RFC", "RFC 6266, RFC 8187 section 3.2",
     f"[RFC 6266]({RFC}6266), [RFC 8187 section 3.2]({RFC}8187#section-3.2)"),
    ("a wrapped clause stands on one line, and no line is lost", "as (RFC 9112 section\n2.2) allows",
     f"as (\n[RFC 9112 section 2.2]({RFC}9112#section-2.2)) allows"),
    ("a wrapped clause at the beginning of a line", "word\nRFC 9112 section\n2.2",
     f"word\n[RFC 9112 section 2.2]({RFC}9112#section-2.2)\n"),
    ("a man page", "Sources: man 2 recv, man 7 ip.",
     f"Sources: [man 2 recv]({MAN}2/recv.2.html), [man 7 ip]({MAN}7/ip.7.html)."),
    ("a man page as a call", "waits in poll(2).", f"waits in [poll(2)]({MAN}2/poll.2.html)."),
    ("a man page in backticks", "`man 2 accept` and `close(2)`",
     f"[`man 2 accept`]({MAN}2/accept.2.html) and [`close(2)`]({MAN}2/close.2.html)"),
    ("a page that only POSIX has", "see man 3 pthread_cond_wait.",
     f"see [man 3 pthread_cond_wait]({MAN}3/pthread_cond_wait.3p.html)."),
    ("section 3, for what is known to be a page", "as strerror(3) gives it",
     f"as [strerror(3)]({MAN}3/strerror.3.html) gives it"),
]

LEFT_ALONE = [
    ("code", "`RFC 9112 section 6`"),
    ("code with two ticks", "``RFC 862 `x` ``"),
    ("a fence", "```\nRFC 862\nman 2 accept\n```\n"),
    ("a fence with a language", "```cpp\nclose(2);  // RFC 862\n```\n"),
    ("a link", "[RFC 9112 section 6](https://example.org/6)"),
    ("a link that is wrapped", "[RFC\n9112 section 6](https://example.org/6)"),
    ("code in a link", "[`accept(2)`](https://man7.org/x)"),
    ("a heading", "## RFC 9112 section 6\n"),
    ("a heading with a line under it", "RFC 862\n=======\n"),
    ("a comment", "<!-- code: RFC 862 -->"),
    ("a link in HTML", '<a href="x">RFC 862</a>'),
    ("an attribute", '<img alt="RFC 862" src="x.svg">'),
    ("a URL", "https://example.org/accept(2)"),
    ("a reference of Doxygen", '\\ref session "RFC 862"'),
    ("the call of a member", "queue.fetch_add(2), std::sub(2)"),
    ("a call in C++ with another number", "exit(1)"),
    ("a word that ends in RFC", "the xRFC 862"),
    ("a man who is no page", "a man of 2 words"),
]

HEADER = """/// \\file
/// Moves bytes. Opened in
/// stage 09. Source: man 7 epoll.
#pragma once
#include <x>  // RFC 862 is not read here
const char* text = "RFC 862";
namespace ladder::os {

/// Waits. Once more.
///
/// \\par Example
/// \\snippet examples/os.cpp epoll
//! [mark]
class Epoll {
 public:
  int wait();  ///< See RFC 862.
};
"""
CHAPTER = "stages/09_event_loop/README.md"
HEADER_LINKED = f"""/// \\file
/// Moves bytes. Opened in
/// [stage 09]({CHAPTER}). Source: [man 7 epoll]({MAN}7/epoll.7.html).
#pragma once
#include <x>  // RFC 862 is not read here
const char* text = "RFC 862";
namespace ladder::os {{

/// Waits. Once more. \\see [the chapter that opens it: Stage 09: an event loop]({CHAPTER}), [the room os/](docs/reference/os.md), [man 7 epoll]({MAN}7/epoll.7.html)
///
/// \\par Example
/// \\snippet examples/os.cpp epoll
//! [mark]
class Epoll {{
 public:
  int wait();  ///< See [RFC 862]({RFC}862).
}};
"""


class References(unittest.TestCase):
    def test_what_becomes_a_link(self):
        for name, text, expected in LINKED:
            with self.subTest(name):
                self.assertEqual(references.link_references(text), expected)

    def test_what_is_left_alone(self):
        for name, text in LEFT_ALONE:
            with self.subTest(name):
                self.assertEqual(references.link_references(text), text)

    def test_twice_is_once(self):
        for name, text, expected in LINKED:
            with self.subTest(name):
                self.assertEqual(references.link_references(expected), expected)

    def test_a_header(self):
        self.assertEqual(references.link_header(HEADER), HEADER_LINKED)

    def test_a_table_at_the_end_of_a_description_stays_a_table(self):
        linked = references.link_header(HEADER.replace("/// Waits. Once more.", "/// | a |\n/// |---|\n/// | b |").replace(
            "///\n/// \\par Example\n/// \\snippet examples/os.cpp epoll\n", ""))
        self.assertIn(f"/// | b |\n/** \\see [the chapter that opens it: Stage 09: an event loop]({CHAPTER})", linked)
        self.assertIn("*/ //! [mark]\nclass Epoll {", linked)

    def test_no_page_of_the_book_gains_or_loses_a_line_or_a_word(self):
        for path in [*ROOT.glob("docs/**/*.md"), *ROOT.glob("stages/*/README.md"), *ROOT.glob("server/**/*.hpp")]:
            text = path.read_text(encoding="utf-8")
            change = references.link_header if path.suffix == ".hpp" else references.link_references
            with self.subTest(path=str(path.relative_to(ROOT))):
                self.assertEqual(change(text).count("\n"), text.count("\n"))


if __name__ == "__main__":
    unittest.main()
