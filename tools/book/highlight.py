"""Code in colours: blocks of the pages, and whole sources. The lexers are those of Pygments (python3-pygments).

A line of a source is an element with an id, `L16`, and carries its number as an attribute, which the style sheet shows:
numbers are not copied with the code.
"""
import html
import pathlib
import re

from pygments.lexers import get_lexer_by_name, get_lexer_for_filename
from pygments.token import Comment, Generic, Keyword, Literal, Name, Number, String, Token
from pygments.util import ClassNotFound

# Token -> class of the style sheet; the first that contains it counts.
CLASSES = ((Comment.Preproc, "p"), (Comment.PreprocFile, "s"), (Comment, "c"), (Keyword.Type, "t"), (Keyword, "k"),
           (String, "s"), (Number, "m"), (Literal, "m"), (Name.Class, "t"), (Name.Namespace, "t"), (Name.Tag, "k"),
           (Name.Attribute, "t"), (Name.Function, "f"), (Name.Builtin, "t"), (Name.Variable, "t"),
           (Generic.Prompt, "g"), (Generic.Deleted, "m"), (Generic.Inserted, "s"))
ALIASES = {"console": None, "": None, "text": None, "txt": None, "c++": "cpp", "sh": "bash"}
# What a block without a caption is called.
KINDS = {"console": "In the terminal", "sh": "Shell", "json": "JSON", "cpp": "C++"}
PROMPT = re.compile(r"^(\d*[$>|] ?)")


def class_of(token):
    return next((name for kind, name in CLASSES if token in kind), "")


def lexer(language):
    try:
        return get_lexer_by_name(ALIASES.get(language, language), stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def coloured(code, used):
    """Lines of HTML. A token that goes on over line ends is closed and opened again."""
    lines = [""]
    code += "\n"  # a comment in the last line ends with it
    for token, text in (used.get_tokens(code) if used else [(Token.Text, code)]):
        name = class_of(token)
        for number, piece in enumerate(text.split("\n")):
            if number:
                lines.append("")
            if piece:
                escaped = html.escape(piece, quote=False)
                lines[-1] += f'<span class="{name}">{escaped}</span>' if name else escaped
    return lines[:-1]


def transcript(code):
    """A transcript: what is typed stands out from what comes back."""
    lines = []
    for line in code.split("\n"):
        prompt = PROMPT.match(line)
        rest = html.escape(line[len(prompt.group(1)):] if prompt else line, quote=False)
        if prompt and "|" not in prompt.group(1):
            lines.append(f'<span class="g">{html.escape(prompt.group(1))}</span><span class="typed">{rest}</span>')
        else:
            lines.append((f'<span class="g">{prompt.group(1)}</span>' if prompt else "") + rest)
    return lines


def block_lines(code, language):
    if language == "console":
        return transcript(code)
    return coloured(code, lexer(language) if ALIASES.get(language, language) else None)


def figure(code, language, caption="", first_line=None):
    """A block of code with its caption, its line numbers and room for the copy button. It can be scrolled by the
    keyboard."""
    lines = block_lines(code.rstrip("\n"), language)
    if first_line is not None:
        lines = [f'<span class="line" data-n="{first_line + i}">{line}</span>' for i, line in enumerate(lines)]
    label = re.sub(r"<[^>]+>", "", caption) or KINDS.get(language, language or "Text")
    head = f"<figcaption>{caption or KINDS.get(language, language or 'Text')}</figcaption>"
    numbered = " numbered" if first_line is not None else ""
    return (f'<figure class="code{numbered}" data-language="{html.escape(language)}">{head}'
            f'<pre tabindex="0" role="group" aria-label="{label}"><code>' + "\n".join(lines) + "\n</code></pre></figure>")


def source(text, name):
    """A whole source file as HTML, with an anchor at each line."""
    try:
        used = get_lexer_for_filename(pathlib.PurePath(name).name, text, stripnl=False, ensurenl=False)
    except ClassNotFound:
        used = None
    lines = coloured(text.rstrip("\n"), used)
    body = "\n".join(f'<span class="line" id="L{i}" data-n="{i}">{line}</span>' for i, line in enumerate(lines, 1))
    return (f'<figure class="code numbered source"><pre tabindex="0" role="group" aria-label="{html.escape(name)}">'
            f"<code>{body}\n</code></pre></figure>")
