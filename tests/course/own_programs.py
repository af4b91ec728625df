#!/usr/bin/env python3
"""Programs without a template (`start --blank`), and grading again and again (`--times`). Python 3.9, standard library
only.
"""
import pathlib
import re
import shutil
import sys

import learner
from learner import GRADERS_PATIENCE, Course

ECHO = '''\
import pathlib, socket, sys
starts = pathlib.Path(__file__).with_name("starts")
count = int(starts.read_text()) + 1 if starts.exists() else 1
starts.write_text(str(count))
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    client, _ = listener.accept()
    try:
        while data := client.recv(65536):
            client.sendall(data if count != WRONG else data[::-1])
    except OSError:
        pass
    client.close()
'''

# An echo in C for one client after another. BUFFER is as large as what is received, or one byte too small.
ECHO_C = '''\
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void serve(int client) {
  char* buffer = malloc(BUFFER);
  ssize_t got;
  while ((got = read(client, buffer, 4096)) > 0) {
    buffer[got] = 0; /* HERE */
    if (write(client, buffer, (size_t)got) != got) break;
  }
  free(buffer);
  close(client);
}

int main(int argc, char** argv) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argv[argc - 1]))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (struct sockaddr*)&address, sizeof address) != 0 || listen(listener, 100) != 0) return 1;
  for (;;) {
    int client = accept(listener, NULL, NULL);
    if (client >= 0) serve(client);
  }
}
'''


class Blank(Course):
    def test_each_language_compiles_without_a_word_and_is_refused(self):
        for language, name in (("python", "server.py"), ("c", "server.c"), ("cpp", "server.cpp")):
            with self.subTest(language):
                self.folder = self.scratch / language
                self.assertIn(name, self.start_blank("08", language))
                output = self.course("check", "08", *GRADERS_PATIENCE, status=1)
                self.assertIn("would use port ", output)
                self.assertIn("header_timeout ", output)
                self.assertIn("ended with status 1", output)
                self.assertNotIn("warning", output)
                self.assertLessEqual(len((self.folder / name).read_text().splitlines()), 20)

    def test_stage_02_is_a_pair(self):
        self.start_blank("02", "c")
        output = self.course("check", "02", "--only", "client-argument", *GRADERS_PATIENCE, status=1)
        self.assertIn("build/client", output)
        self.assertIn("it ended with status 1", output)

    def test_the_promises_are_those_of_the_grader(self):
        for number in ("01", "02", "04", "12"):
            with self.subTest(number):
                self.folder = self.scratch / number
                self.start_blank(number, "python")
                named = re.findall(r"^- \[ \] `([^`]+)`: ", (self.folder / "PROMISES.md").read_text(), re.M)
                listed = re.findall(r"^(\S+)\t", self.course("check", number, "--list"), re.M)
                self.assertEqual(sorted(named), sorted(set(listed)))  # a check may be of two tasks

    def test_a_right_server_passes(self):
        self.start_blank("01", "python")
        (self.folder / "server.py").write_text(ECHO.replace("WRONG", "0"))
        self.assertRegex(self.course("check", "01", *GRADERS_PATIENCE), r"(\d+) of \1 checks passed")
        self.assertRegex(self.course("progress"), r"(\d+) of \1 promises kept")

    def test_further_files_are_compiled_too(self):
        self.start_blank("01", "c")
        head, body = ECHO_C.split("static void serve")
        (self.folder / "serve.c").write_text((head + "void serve" + body.split("int main")[0]).replace("BUFFER", "4097"))
        (self.folder / "server.c").write_text(head + "void serve(int client);\nint main" + body.split("int main")[1])
        self.course("check", "01", "--only", "echo", *GRADERS_PATIENCE)

    def test_what_does_not_compile_is_told_by_the_compiler(self):
        self.start_blank("01", "c")
        (self.folder / "server.c").write_text("int main(void) { return 0 }\n")
        output = self.course("check", "01", status=1)
        self.assertIn("server.c:1:", output)
        self.assertIn("it does not compile", output)

    def test_a_compiler_that_is_not_there_is_told_in_a_line(self):
        for language, variable, package in (("c", "CC", "gcc"), ("cpp", "CXX", "g++")):
            with self.subTest(language):
                self.folder = self.scratch / language
                output = self.course("start", "01", self.folder, "--blank", language, status=1,
                                     **{variable: "no-such-compiler"})
                self.assertRegex(output, rf"^course: there is no C(\+\+)? compiler here [^\n]*{re.escape(package)}\n$")

    def test_wrong_words(self):
        self.assertRegex(self.course("start", "01", "--blank=rust", status=2), "^course: --blank takes [^\n]*\n$")
        self.start_blank("01", "python")
        self.assertIn("nothing was changed", self.course("start", "01", self.folder, "--blank", "c", status=1))
        (self.folder / "server.py").rename(self.folder / "else.py")
        output = self.course("check", "01", status=1)
        self.assertRegex(output.splitlines()[-1], "^course: .* has no server.py")


class Times(Course):
    def test_one_wrong_run_of_many_is_found_and_can_be_repeated(self):
        self.start_blank("01", "python")
        (self.folder / "server.py").write_text(ECHO.replace("WRONG", "7"))
        output = self.course("check", "01", "--only", "echo", "--times", "50", *GRADERS_PATIENCE, status=1)
        self.assertIn("run 7 of at most 50 failed; the 6 before it passed", output)
        self.assertRegex(output, r"(?m)^  failed  echo ")
        self.assertIn("./course check 01 --only echo --times 50", output)
        report = pathlib.Path(re.search(r"the whole report of that run: (.+)", output).group(1))
        self.assertIn("0 of 1 checks passed", report.read_text())
        self.assertLessEqual(len(output.splitlines()), 45)

    def test_a_right_one_passes_as_often_as_it_is_asked_to(self):
        self.start_blank("01", "python")
        (self.folder / "server.py").write_text(ECHO.replace("WRONG", "0"))
        output = self.course("check", "01", "--only", "echo", "--times", "4", *GRADERS_PATIENCE)
        self.assertIn("4 runs, none failed", output)
        self.assertEqual((self.folder / "starts").read_text(), "4")

    def test_a_command_is_repeated_too(self):
        self.start_blank("01", "python")
        (self.folder / "server.py").write_text(ECHO.replace("WRONG", "2"))
        output = self.course("check", "01", "--only", "echo", "--times", "9", *GRADERS_PATIENCE, "--", sys.executable,
                             self.folder / "server.py", "{port}", status=1)
        self.assertRegex(output, rf"--only echo --times 9 -- {re.escape(sys.executable)} .*server.py \{{port\}}")

    def test_wrong_words(self):
        for words in (["--times", "0"], ["--times", "many"], ["--times"], ["--times="], ["--times", "4", "--json", "a"]):
            with self.subTest(words):
                self.assertRegex(self.course("check", "01", *words, status=2), "^course: --times [^\n]*\n$")


class Words(Course):
    def test_what_is_wrong_is_one_line(self):
        for words, status, part in ((["watch", "01"], 1, "there is no workspace of stage 01; ./course start 01 makes one"),
                                    (["watch"], 2, "which stage?"), (["watch", "99"], 2, "there is no stage 99"),
                                    (["reset", "01"], 1, "there is no workspace"), (["reset"], 2, "reset takes"),
                                    (["reset", "01", "one"], 2, "'one' is not the number of a task"),
                                    (["compare", "01"], 2, "compare takes"), (["compare", "01", "1"], 1, "no workspace"),
                                    (["compare", "01", "x"], 2, "'x' is not the number of a task"),
                                    (["progress", "01"], 2, "progress takes nothing else")):
            with self.subTest(words):
                self.assertRegex(self.course(*words, status=status), rf"^course: [^\n]*{re.escape(part)}[^\n]*\n$")

    def test_a_workspace_that_was_deleted_is_forgotten_once(self):
        self.course("start", "01", self.folder, "--blank")
        shutil.rmtree(self.folder)
        output = self.course("watch", "01", status=1)
        self.assertRegex(output, r"^course: the workspace .* is gone; forgetting it\ncourse: there is no workspace [^\n]*\n$")
        self.assertNotIn("forgetting", self.course("watch", "01", status=1))

    def test_promises_are_no_tasks(self):
        self.course("start", "01", self.folder, "--blank", "c")
        self.assertRegex(self.course("compare", "01", "1", status=1), r"^course: .* has promises, not tasks: [^\n]*\n$")
        self.assertRegex(self.course("reset", "01", "1", status=1), r"^course: .* has promises, not tasks; [^\n]*\n$")
        (self.folder / "server.c").write_text("mine")
        self.assertIn("server.c.kept-1", self.course("reset", "01"))
        self.assertEqual((self.folder / "server.c.kept-1").read_text(), "mine")
        (self.folder / "server.c").unlink()
        self.assertIn("server.c is as it was again", self.course("reset", "01"))

    def test_progress_before_anything_was_done(self):
        output = self.course("progress")
        self.assertIn("next: stage 01, task 1", output)


if __name__ == "__main__":
    learner.main(__doc__)
