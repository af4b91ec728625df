#!/usr/bin/env python3
"""book_test.py - the tests of tools/book: constructs of Markdown, links, headers and Doxygen's tables, each beside what
must be read on the site. Run by book_test.sh. Python 3.9, standard library, Pygments and cmark-gfm.
"""
import pathlib
import re
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools" / "book"))
import contents  # noqa: E402
import frame  # noqa: E402
import header_filter  # noqa: E402
import highlight  # noqa: E402
import letters  # noqa: E402
import markdown  # noqa: E402
import measured  # noqa: E402
import members  # noqa: E402
import search_index  # noqa: E402
import site_links  # noqa: E402

TAGS = """<?xml version='1.0'?><tagfile>
<compound kind="file"><name>fd.hpp</name><path>/x/build/docs/input/server/os/</path><filename>fd_8hpp.html</filename></compound>
<compound kind="class"><name>ladder::os::Fd</name><filename>classFd.html</filename>
<member kind="function"><name>reset</name><anchorfile>classFd.html</anchorfile><anchor>a1</anchor></member></compound>
</tagfile>"""
FILES = {"stages/01_x/README.md": "# One\n\n## The `end` of it\n", "stages/01_x/main.cpp": "int main() {}\n",
         "stages/02_y/README.md": "# Two {#chapter_02}\n", "server/os/fd.hpp": "class Fd;\n", "README.md": "# R\n",
         "docs/pictures/01.svg": "<svg/>", "tools/x.sh": "true\n"}

# What is written on page stages/01_x/README.md, and a pattern of what must stand on its page.
CONSTRUCTS = [
    ("a link wrapped within its text", "See [RFC 9293 section\n3.5](https://x.org/#section-3.5)), then `a`.",
     r'<a href="https://x.org/#section-3.5">RFC 9293 section\s3.5</a>\), then <code>a</code>'),
    ("a link to a chapter", "[two](../02_y/README.md)", r'<a href="chapter_02.html">two</a>'),
    ("a link to a heading", "[end](#the-end-of-it)\n\n## The `end` of it", r'<a href="#the-end-of-it">end</a>'),
    ("a link to a header", "[`os/fd.hpp`](../../server/os/fd.hpp)", r'<a href="fd_8hpp.html"><code>os/fd.hpp</code></a>'),
    ("a link to a line of a header", "[x](../../server/os/fd.hpp#L1-L1)", r'"source_server_os_fd.hpp.html#L1"'),
    ("a link to a source", "[x](main.cpp)", r'"source_stages_01_x_main.cpp.html"'),
    ("a link to a script", "[x](../../tools/x.sh#L1)", r'"source_tools_x.sh.html#L1"'),
    ("code that looks like a URL or a command", "`http::Nothing`, `\\n`, `@ref`, `a < b && c`, `#x`",
     r"<code>http::Nothing</code>, <code>\\n</code>, <code>@ref</code>, <code>a &lt; b &amp;&amp; c</code>, <code>#x</code>"),
    ("code that names a class", "an `os::Fd`", r'an <a href="classFd.html"><code>os::Fd</code></a>'),
    ("code that names a member", "`os::Fd::reset(1)`", r'<a href="classFd.html#a1">'),
    ("the words of Doxygen", "\\ref os::Fd \"it\", [x](@ref chapter_02)",
     r'<a href="classFd.html">it</a>, <a href="chapter_02.html">x</a>'),
    ("emphasis over a line end", "*one\ntwo*", r"<em>one\stwo</em>"),
    ("a comment", "a\n\n<!-- code: 01_x/main.cpp all -->\n\nb", r"<p>a</p>\s*<p>b</p>"),
    ("a picture", "![what is seen](../../docs/pictures/01.svg)",
     r'<figure class="picture"><img src="picture_pictures_01.svg" alt="what is seen" /></figure>'),
    ("a table", "## T\n\n| a | b |\n|---|---|\n| `x\\|y` | 2 |",
     r'<div class="scroll" tabindex="0" role="group" aria-label="Table 1: T">\s*<table>(?s:.*)<code>x\|y</code>'),
    ("a caption and its code", "[`main.cpp`, lines 1 to 2](main.cpp#L1-L2)\n\n```cpp\nint x;\n// <y>\n```",
     r'<figcaption><a href="source_stages_01_x_main.cpp.html#L1">(?s:.*)data-n="1"><span class="t">int</span>(?s:.*)'
     r'data-n="2"><span class="c">// &lt;y&gt;</span>'),
    ("code without a caption", "```cpp\nint x;\n```", r'^<figure class="code" data-language="cpp"><figcaption>C\+\+</figcaption><pre tabindex="0"'),
    ("a transcript", "```console\n$ echo 'a'\na\n2> x\n```",
     r'<span class="g">\$ </span><span class="typed">echo \'a\'</span>\na\n<span class="g">2&gt; </span>'),
    ("a folded solution", "<details>\n<summary>Solution of task 2</summary>\n\n```cpp\nint x;\n```\n\n</details>",
     r'<details>\s*<summary>Solution of task 2</summary>\s*<figure class="code"(?s:.*)</figure>\s*</details>'),
    ("an anchor of the author's", "## Room {#here}", r'<h2 id="room"><span id="here"></span>Room '),
    ("two headings of one name", "## A\n\n## A", r'id="a"(?s:.*)id="a-1"'),
    ("the line of links of a chapter", "[All chapters](../../docs/book.md) | next: [2](../02_y/README.md)\n\nText",
     r"^\s*<p>Text</p>"),
]


class Book(unittest.TestCase):
    """A tree with a few files, and the site of it."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.root = pathlib.Path(holder.name)
        for name, text in FILES.items():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_text(text)
        (self.root / "tags").write_text(TAGS)
        pages = [contents.Page("chapter_01", "01", "stages/01_x/README.md"),
                 contents.Page("chapter_02", "02", "stages/02_y/README.md"), contents.Page("readme", "R", "README.md")]
        self.site = site_links.Site(self.root, [contents.Section("S", pages)], site_links.Names(self.root / "tags"))

    def rendered(self, text):
        return markdown.render(text, self.site.of("stages/01_x/README.md"))

    def test_each_construct_is_read_as_it_was_meant(self):
        for name, text, pattern in CONSTRUCTS:
            with self.subTest(name):
                body = self.rendered("# Title\n\n" + text).body.strip()
                self.assertTrue(re.search(pattern, body), f"{body}\n  does not match\n{pattern}")
        self.assertEqual([], [wrong for wrong in self.site.wrong if "book.md" not in wrong])

    def test_the_title_stands_above_the_body(self):
        page = self.rendered("# The `one` title {#chapter_01}\n\n## Part\n\nText")
        self.assertEqual("The <code>one</code> title", page.title)
        self.assertEqual([(2, "part", "Part")], page.headings)
        self.assertNotIn("<h1", page.body)

    def test_what_leads_nowhere_is_told(self):
        for text in ("[x](nowhere.md)", "![x](../none.svg)", "![x](https://x.org/a.png)", "\\ref nobody"):
            with self.subTest(text):
                self.site.wrong.clear()
                self.rendered("# T\n\n" + text)
                self.assertEqual(1, len(self.site.wrong), self.site.wrong)

    def test_sources_and_pictures_are_asked_for(self):
        self.rendered("# T\n\n[x](main.cpp#L1) ![y](../../docs/pictures/01.svg)")
        self.assertEqual({"stages/01_x/main.cpp"}, self.site.sources)
        self.assertEqual({"docs/pictures/01.svg": "picture_pictures_01.svg"}, self.site.pictures)


class Pages(unittest.TestCase):
    def test_a_linked_name_may_break_behind_a_slash_or_an_underline(self):
        self.assertEqual('<a href="x"><code>os/<wbr>a_<wbr>b.hpp</code></a>, <code>a/b</code>',
                         markdown.breakable('<a href="x"><code>os/a_b.hpp</code></a>, <code>a/b</code>'))

    def test_cells_beside_a_sentence_carry_the_names_of_their_columns(self):
        row = "<tr>\n<td>a</td>\n<td>" + "so " * 30 + "</td>\n</tr>"
        table = f"<table>\n<thead>\n<tr>\n<th>name</th>\n<th>why &amp; who</th>\n</tr>\n</thead>\n<tbody>\n{row}\n</tbody>\n</table>"
        shown = markdown.scrolling_tables(table)
        self.assertIn('class="scroll stack"', shown)
        self.assertIn('<td data-label="name">a</td>', shown)
        self.assertIn('<td data-label="why &amp; who" class="long">', shown)
        self.assertNotIn("data-label", markdown.scrolling_tables(table.replace("so " * 30, "so")))

    def test_the_numbers_stand_under_their_plot(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "01_x.json").write_text(
                '{"title": "T", "columns": {"who": "client", "ms": "time", "none": "n"},'
                ' "rows": [{"who": "<A>", "ms": 1234.5}, {"who": "B", "ms": null}]}')
            plot = '<figure class="picture"><img src="picture_measurements_01.svg" alt="p" /></figure>'
            shown = measured.add(f"<p>a</p>{plot}<p>b</p>", pathlib.Path(folder))
        self.assertIn(f'{plot}<details class="numbers">', shown)
        self.assertIn("<tr><th>client</th><th>time</th></tr>", shown)
        self.assertIn("<tr><td>&lt;A&gt;</td><td>1,234.50</td></tr><tr><td>B</td><td>-</td></tr>", shown)

    def test_letters_lead_to_the_first_term_of_each(self):
        shown = letters.before('<p>x</p><h2 id="ab">', [(2, "ab", "ab"), (2, "ac", "ac"), (2, "io", "<i>io</i>")])
        self.assertRegex(shown, r'^<p>x</p><nav [^>]*><a href="#ab">A</a> <a href="#io">I</a></nav>\n<h2 id="ab">')

    def test_a_page_about_a_name_is_found_by_it(self):
        page = contents.Page("session_states", "States of http::Session", "README.md")
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "tags").write_text(TAGS)
            site = site_links.Site(pathlib.Path(folder), [contents.Section("S", [page])],
                                   site_links.Names(pathlib.Path(folder) / "tags"))
        self.assertIn('href="session_states.html"', site.of("README.md").name("States of http::Session"))


class Index(unittest.TestCase):
    def entries(self, body):
        return search_index.entries_of(frame.Frame("chapter_03.html", "T", body, []))

    def test_words_with_a_hyphen_are_found_without_it(self):
        self.assertEqual("keepalive", self.entries("<p>the keep-alive of --a-flag</p>")[0]["joined"].split()[-1])

    def test_cells_are_told_apart(self):
        self.assertEqual("a · b c", self.entries("<table><tr><td>a</td>\n<td>b</td></tr><tr><td>c</td></tr></table>")[0]["text"])

    def test_what_speaks_of_a_thing_beside_the_way_weighs_less(self):
        part = '<h2 id="{0}">{0}</h2><p>x</p>'
        weights = {one["heading"]: one["weight"] for name in ("The idea", "Break it", "Task 2: that", "Your turn")
                   for one in self.entries(part.format(name))}
        self.assertLess(max(weight for name, weight in weights.items() if name != "The idea"), 0.6 * weights["The idea"])


class Headers(unittest.TestCase):
    def test_markers_become_empty_lines(self):
        self.assertEqual("\nint x;\n  \n//! about\n".replace("  ", ""),
                         header_filter.filtered("//! [a-b]\nint x;\n  //! [a-b]\n//! about\n", "server/a.hpp", {}))

    def test_a_marker_behind_a_comment_goes_as_well(self):
        self.assertEqual("/** x */ \nclass A;\n", header_filter.filtered("/** x */ //! [a-b]\nclass A;\n", "server/a.hpp", {}))

    def test_links_of_comments_lead_to_pages(self):
        ids = {"stages/01_x/README.md": "chapter_01", "docs/map.md": "map"}
        text = "/// See [one](../../stages/01_x/README.md) and [map](docs/map.md), [x](other.md).\nint a[1](b.md);\n"
        self.assertEqual("/// See [one](@ref chapter_01) and [map](@ref map), [x](other.md).\nint a[1](b.md);\n",
                         header_filter.filtered(text, "server/os/fd.hpp", ids))


class Doxygen(unittest.TestCase):
    def test_a_table_of_members_becomes_a_list(self):
        table = ('<table class="memberdecls">\n<tr class="heading"><td colspan="2"><h2>Functions</h2></td></tr>\n'
                 '<tr class="memitem:a1"><td class="memItemLeft"><a id="a1" name="a1"></a>\nint&#160;</td>'
                 '<td class="memItemRight"><b>f</b> (int x)</td></tr>\n<tr class="memdesc:a1"><td>&#160;</td><td>Does it. '
                 '<a href="x.html#a1">More...</a><br /></td></tr>\n<tr class="separator:a1"><td>&#160;</td></tr>\n</table>')
        self.assertEqual('<h2>Functions</h2><ul class="members"><li id="a1"><code class="declaration">int <b>f</b> (int x)'
                         '</code><div class="what">Does it.</div></li></ul>', members.lists(table))
        self.assertEqual(members.lists(table), members.lists(table.replace('"memitem:a1"', '"memitem:a1" id="r_a1"')))  # 1.9.8
        with self.assertRaises(contents.ContentsError):
            members.lists('<table class="memberdecls"><tr><td>x</td></tr></table>')

    def test_a_declaration_has_a_parameter_a_line(self):
        cells = "".join(f'<tr><td class="paramtype">{kind}&#160;</td><td class="paramname"><em>{name}</em>{end}</td></tr>'
                        for kind, name, end in (("int", "a", ", "), ("T", "b", " = <code>1</code>")))
        text = f'<div class="memproto"><table class="memname"><tr><td class="memname">void f </td><td>(</td></tr>{cells}' \
               '<tr><td></td><td>)</td><td> const</td></tr></table></div><div class="memdoc">'
        self.assertEqual('<p class="prototype"><code>void f(<span class="parameter">int a,</span><span class="parameter">'
                         'T b = <code>1</code></span>) const</code></p><div class="memdoc">', members.protos(text))


class Sources(unittest.TestCase):
    def test_every_line_has_its_anchor_and_no_token_crosses_a_line(self):
        page = highlight.source("/* one\n two */\nint x;\n", "a.cpp")
        self.assertEqual(["L1", "L2", "L3"], re.findall(r'id="(L\d+)"', page))
        for line in re.findall(r'<span class="line"[^>]*>(.*)</span>\n', page):
            self.assertEqual(line.count("<span"), line.count("</span>"), line)


if __name__ == "__main__":
    unittest.main()
