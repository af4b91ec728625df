# docs/book.md, read by Doxygen: its list of chapters becomes the tree of the book.
s|^- \[([^]]*)\]\(\.\./stages/([0-9a-z_]*)/README\.md\)|- \\subpage md_stages_\2_README "\1"|
