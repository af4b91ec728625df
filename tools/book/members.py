"""Doxygen's tables of members and of parameters as lists and lines of code.

Doxygen lays declarations out in tables: read aloud they are nonsense, and on a narrow screen they overflow. Here a list
of members is a list, and a declaration is code, one parameter a line where there are several. Python 3.9, standard
library only.
"""
import re

from contents import ContentsError

DECLARATIONS = re.compile(r'<table class="memberdecls">\s*(.*?)</table>', re.S)
ROW = re.compile(r'<tr class="([^"]*)"[^>]*>(.*?)</tr>', re.S)
CELL = re.compile(r"<td\b([^>]*)>(.*?)</td>", re.S)
ID = re.compile(r'<a id="([^"]*)" name="[^"]*"></a>\s*')
PROTO = re.compile(r'<div class="memproto">(.*?)</div><div class="memdoc">', re.S)
LABEL = re.compile(r'<span class="mlabel">(.*?)</span>')
MORE = re.compile(r'\s*<a href="[^"]*">More\.\.\.</a>')


def lists(body):
    return DECLARATIONS.sub(lambda match: member_list(match.group(1)), body)


def member_list(rows):
    """The heading of a group, and its members with their sentence each."""
    heading, items, inherited = "", [], False
    for kind, row in ROW.findall(rows):
        cells = [cell for _, cell in CELL.findall(row)]
        if kind.startswith("heading"):
            heading = cells[0]
        elif "inherit" in kind:
            inherited = True  # "Inherits ..." leads to them
        elif kind.startswith("memitem"):
            add_declaration(items, kind, cells)
        elif kind.startswith("memdesc") and items:
            items[-1]["text"] = MORE.sub("", re.sub(r"<br ?/?>\s*$", "", cells[-1].strip()))
    if not items and not inherited:
        raise ContentsError(f"a table of members in a shape that is not known: {rows[:200]}")
    if not items:
        return ""
    return heading + '<ul class="members">' + "".join(map(item, items)) + "</ul>"


def add_declaration(items, kind, cells):
    code = " ".join(" ".join(cells).replace("&#160;", " ").split())
    found = ID.search(" ".join(cells))
    code = ID.sub("", code).strip()
    if items and items[-1]["kind"] == kind and items[-1]["open"]:  # behind its own line "template<...>"
        items[-1]["code"] += "<br>" + code
        items[-1]["open"] = False
        return
    items.append({"kind": kind, "code": code, "id": found and found.group(1), "text": "",
                  "open": code.startswith("template&lt;") and len(cells) == 1})


def item(one):
    anchor = f' id="{one["id"]}"' if one["id"] else ""
    text = f'<div class="what">{one["text"]}</div>' if one["text"] else ""
    return f'<li{anchor}><code class="declaration">{one["code"]}</code>{text}</li>'


def protos(body):
    return PROTO.sub(lambda match: proto(match.group(1)) + '<div class="memdoc">', body)


def proto(tables):
    """A declaration as code; what Doxygen labels it with stands behind it."""
    template = "".join(f"{' '.join(one.split())}<br>" for one in re.findall(
        r'<div class="memtemplate">\s*(.*?)</div>', tables, re.S))
    labels = "".join(f'<span class="label">{one}</span>' for one in LABEL.findall(tables)
                     if one not in ("inline",))
    cells = CELL.findall(re.sub(r'<td class="mlabels-[a-z]*">|<table class="mlabels">', "", tables))
    name, parameters, end = "", [], ""
    for attributes, cell in cells:
        text = " ".join(cell.replace("&#160;", " ").split())
        if 'class="memname"' in attributes and not name:
            name = text
        elif 'class="paramtype"' in attributes:
            parameters.append(text)
        elif 'class="paramname"' in attributes:
            parameters[-1:] = [" ".join((parameters[-1:] or [""]) + [re.sub(r"</?em>", "", text)])]
        elif text.startswith(")"):
            end = text
        elif end:
            end += " " + text if text else ""
    return f'<p class="prototype"><code>{template}{name}{arguments(parameters, end)}</code>{labels}</p>'


def arguments(parameters, end):
    if not end:
        return ""
    parameters = [one.strip() for one in parameters if one.strip()]
    if len(parameters) < 2:
        return f"({''.join(parameters)}{end}"
    indented = "".join(f'<span class="parameter">{one}</span>' for one in parameters)
    return f"({indented}{end}"
