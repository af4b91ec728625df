# Doxygen reads the pages through this (Doxyfile, FILTER_PATTERNS): what a forge needs, turned into what the book needs.

# A header of the library has a page of its own in the book; other sources have none.
s|\[`([^`]*)`\]\((\.\./)+server/([^)]*\.hpp)\)|\\ref \3 "\1"|g
s|\[`([^`]*)`\]\([^):#]*\.(cpp\|hpp\|py\|sh)\)|`\1`|g

# ./course docs copies the plots to where the pages lie.
s|\]\((\.\./)+docs/measurements/|](measurements/|g
