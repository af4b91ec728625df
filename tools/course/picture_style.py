"""The style of all diagrams: what Graphviz is told, and the style sheet that the pictures carry.

A picture is shown on white pages and on black ones, and not everywhere does it hear which: what stands outside of
filled shapes is therefore of a middle grey, which can be read on both, and moves a little towards the better side
where it hears it. Within filled shapes text and ground change together.
"""
FONT_SIZE = 15
WIDEST = 530  # units: on a screen of 390 pixels, 358 of them the text's, a letter of 15 units has 10 pixels
FONTS = 'Helvetica, Arial, "Liberation Sans", "DejaVu Sans Condensed", sans-serif'

# DejaVu Sans Condensed is about as wide as Helvetica and Arial, and on every Linux that draws these pictures.
PRELUDE = [
    "-Gbgcolor=transparent", "-Gfontname=DejaVu Sans Condensed", f"-Gfontsize={FONT_SIZE}", "-Gpad=0.06",
    "-Gnodesep=0.3", "-Granksep=0.45", "-Gstyle=rounded",
    "-Nfontname=DejaVu Sans Condensed", f"-Nfontsize={FONT_SIZE}", "-Nshape=box", "-Nstyle=rounded,filled",
    "-Nmargin=0.2,0.12", "-Nheight=0.5",
    "-Efontname=DejaVu Sans Condensed", f"-Efontsize={FONT_SIZE}", "-Earrowsize=0.8",
]
# What Graphviz takes from the cluster itself alone.
CLUSTER = 'margin=14; labeljust=l; fontname="DejaVu Sans Condensed Bold";'

# Role: ground, line and words, on white and on black.
ROLES = {
    "client": (("#fff0d9", "#c2761b", "#573300"), ("#4f3413", "#d08a32", "#ffe3bb")),
    "kernel": (("#ece6fb", "#8160c4", "#35205f"), ("#35285a", "#9a7fdb", "#e6dcff")),
    "thread": (("#d9ecff", "#2b7cc4", "#0b3557"), ("#123a5e", "#4a97dc", "#d3e9ff")),
    "part": (("#ddf3e4", "#2f8f57", "#0d3d22"), ("#173f29", "#46a772", "#d3f3df")),
}
CLUSTERS = {"kernel": "kernel", "program": "thread", "shared": "part"}  # a cluster, and the role whose line it has
GREY = ("#6e7781", "#8b949e")


def colours(scheme):
    """The rules of one colour scheme, 0 on white and 1 on black."""
    grey = GREY[scheme]
    rules = [f"text {{ fill: {grey}; }}", f".edge > :not(text) {{ stroke: {grey}; }} .edge .filled {{ fill: {grey}; }}"]
    for role, schemes in ROLES.items():
        ground, line, words = schemes[scheme]
        rules.append(f".node.{role} > :not(text) {{ stroke: {line}; }} .node.{role} .filled {{ fill: {ground}; }} "
                     f".node.{role} text {{ fill: {words}; }}")
    for cluster, role in CLUSTERS.items():
        line = ROLES[role][scheme][1]
        rules.append(f".cluster.{cluster} path {{ stroke: {line}; fill: {line}; }}")
    return "\n".join(rules)


CSS = f"""\
text {{ font: {FONT_SIZE}px {FONTS}; }}
.name {{ font-weight: bold; }}
path, polygon, polyline, ellipse {{ fill: none; stroke-width: 1.5; }}
.cluster path {{ fill-opacity: .07; }}
{colours(0)}
@media (prefers-color-scheme: dark) {{
{colours(1)}
}}
"""
