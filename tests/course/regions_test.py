#!/usr/bin/env python3
"""Taking solutions out of a program and putting them back (tools/course/regions.py). Python 3.9, standard library."""
import pathlib
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "tools" / "course"))
import regions  # noqa: E402
import slots  # noqa: E402

PROGRAM = """\
#include <x>
//! [function]
/// What it is for.
template <class T>
int function(T a,
             T b) {
  //! [inner]
  if (a) {
    return 1;
  }
  //! [inner]
  return 2;
}
//! [function]
struct S {
  //! [method]
  // Why.
  void method() {
    go();
  }
  //! [method]
};
//! [statements]
for (;;) {
}
//! [statements]
//! [open]
""".splitlines()


def without(*tasks):
    return regions.take_out(PROGRAM, tasks, "the program")


class Regions(unittest.TestCase):
    def test_of_a_function_the_body_goes_and_the_contract_stays(self):
        lines, solutions = without((1, "function"))
        self.assertEqual(lines[1:8], ["/// What it is for.", "template <class T>", "int function(T a,",
                                      "             T b) {", "  // task 1: yours from here",
                                      '  still_to_be_written("task 1");', "  // task 1: to here"])
        self.assertEqual(solutions, [["  if (a) {", "    return 1;", "  }", "  return 2;"]])

    def test_of_anything_else_everything_goes(self):
        lines, solutions = without((2, "inner"), (3, "statements"))
        self.assertIn('  still_to_be_written("task 2");', lines)
        self.assertIn('still_to_be_written("task 3");', lines)
        self.assertEqual(solutions[1], ["for (;;) {", "}"])

    def test_indentation_is_that_of_the_solution(self):
        self.assertIn('    still_to_be_written("task 1");', without((1, "method"))[0])

    def test_what_is_put_back_is_the_program_without_markers(self):
        for tasks in ([(1, "function"), (2, "method"), (3, "statements")], [(4, "statements"), (1, "inner")], []):
            lines, solutions = without(*tasks)
            self.assertEqual(len(slots.marked(lines)), len(tasks))
            self.assertEqual(regions.fill_in(lines, solutions), regions.without_markers(PROGRAM))
            self.assertFalse([line for line in lines if regions.MARKER.match(line)])

    def test_solutions_without_a_place_are_an_error(self):
        with self.assertRaises(regions.RegionError):
            regions.fill_in(["int x;"], [["int y;"]])

    def test_two_places_of_one_task_are_told_apart(self):
        tasks = [(1, "function"), (1, "method")]
        lines = regions.take_out(PROGRAM, tasks)[0]
        self.assertIn("  // task 1, function: yours from here", lines)
        found = slots.find(lines, tasks)
        self.assertEqual([slot.lines(lines) for slot in found.values()],
                         [['  still_to_be_written("task 1");'], ['    still_to_be_written("task 1");']])

    def test_regions_that_overlap_are_refused(self):
        with self.assertRaisesRegex(regions.RegionError, "overlaps"):
            without((1, "function"), (2, "inner"))

    def test_regions_that_are_not_marked_twice_are_refused(self):
        for name in ("open", "absent"):
            with self.assertRaisesRegex(regions.RegionError, r"the program: the region \[" + name):
                without((1, name))

    def test_empty_regions_are_refused(self):
        with self.assertRaisesRegex(regions.RegionError, "is empty"):
            regions.find(["//! [a]", "//! [a]"], "a")

    def test_content_hides_the_markers_inside(self):
        self.assertEqual(regions.content(PROGRAM, "inner"), ["  if (a) {", "    return 1;", "  }"])
        self.assertNotIn("  //! [inner]", regions.content(PROGRAM, "function"))


if __name__ == "__main__":
    unittest.main()
