#!/usr/bin/env python3
"""Programs without a template (`start --blank`), grading again and again (`--times`), and with a sanitizer (`--sanitize`).
Python 3.9, standard library only.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / "tests" / "support"), str(ROOT / "tools" / "course")]
import blank  # noqa: E402
import chapters  # noqa: E402
import started  # noqa: E402

BUILD = None
PATIENCE = ("--patience", "10")

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

# A thread for each connection; two that nothing orders count the starts without a lock. (What threads do between reads
# and writes of sockets, ThreadSanitizer takes for ordered by these.)
RACE_CPP = '''\
#include <arpa/inet.h>
#include <csignal>
#include <cstdlib>
#include <thread>
#include <unistd.h>

int starts = 0;

void note() {
  ++starts;  // HERE
}

void serve(int client) {
  char buffer[4096];
  for (ssize_t got; (got = read(client, buffer, sizeof buffer)) > 0;) {
    if (write(client, buffer, static_cast<std::size_t>(got)) != got) break;
  }
  close(client);
}

int main(int, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<unsigned short>(std::atoi(argv[1])));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::thread first(note), second(note);
  first.join();
  second.join();
  const int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(listener, 100) != 0) return 1;
  for (;;) std::thread(serve, accept(listener, nullptr, nullptr)).detach();
}
'''


OVERFLOW = """\
  std::vector<std::byte> buffer(16);
  while (!os::wait_ready(client_fd, {.readable = true}, stop_fd).stopped) {
    const os::IoResult got = os::receive_some(client_fd, {buffer.data(), 64 * 1024});  // HERE
    if (got.kind != os::IoResult::Kind::transferred) return;
    if (!send_all(client_fd, {buffer.data(), got.bytes}, stop_fd)) return;
  }"""


def line_of(text):
    """The number of the line that is marked."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if "HERE" in line)


class OwnProgram(unittest.TestCase):
    def setUp(self):
        scratch = started.scratch_directory()
        self.scratch = scratch.__enter__()
        self.addCleanup(scratch.__exit__, None, None, None)
        self.folder = self.scratch / "a folder"
        self.environment = {**os.environ, "COURSE_BUILD": str(BUILD), "COURSE_MEMORY": str(self.scratch / "memory"),
                            "COURSE_PROGRESS": str(self.scratch / "progress.txt"), "COURSE_YES": "1"}

    def course(self, *words, status=0, **changes):
        done = subprocess.run([ROOT / "course", *map(str, words)], env={**self.environment, **changes}, text=True,
                              errors="replace", timeout=600, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, status, f"course {' '.join(map(str, words))}\n{done.stdout}")
        return done.stdout

    def start(self, number, language):
        return self.course("start", number, self.folder, "--blank", language)


class Blank(OwnProgram):
    def test_each_language_compiles_without_a_word_and_is_refused(self):
        for language, name in (("python", "server.py"), ("c", "server.c"), ("cpp", "server.cpp")):
            with self.subTest(language):
                self.folder = self.scratch / language
                self.assertIn(name, self.start("08", language))
                output = self.course("check", "08", *PATIENCE, status=1)
                self.assertIn("would use port ", output)
                self.assertIn("header_timeout ", output)
                self.assertIn("ended with status 1", output)
                self.assertNotIn("warning", output)
                self.assertLessEqual(len((self.folder / name).read_text().splitlines()), 20)

    def test_stage_02_is_a_pair(self):
        self.start("02", "c")
        output = self.course("check", "02", "--only", "client-argument", *PATIENCE, status=1)
        self.assertIn("build/client", output)
        self.assertIn("client would use host 127.0.0.1", output)

    def test_the_promises_are_those_of_the_grader(self):
        for number in ("01", "02", "04", "12"):
            with self.subTest(number):
                self.folder = self.scratch / number
                self.start(number, "python")
                named = re.findall(r"^- \[ \] `([^`]+)`: ", (self.folder / "PROMISES.md").read_text(), re.M)
                listed = re.findall(r"^(\S+)\t", self.course("check", number, "--list"), re.M)
                self.assertEqual(sorted(named), sorted(listed))

    def test_a_right_server_passes(self):
        self.start("01", "python")
        (self.folder / "server.py").write_text(ECHO.replace("WRONG", "0"))
        self.assertIn("15 of 15 checks passed", self.course("check", "01", *PATIENCE))

    def test_further_files_are_compiled_too(self):
        self.start("01", "c")
        head, body = ECHO_C.split("static void serve")
        (self.folder / "serve.c").write_text((head + "void serve" + body.split("int main")[0]).replace("BUFFER", "4097"))
        (self.folder / "server.c").write_text(head + "void serve(int client);\nint main" + body.split("int main")[1])
        self.course("check", "01", "--only", "echo", *PATIENCE)

    def test_what_does_not_compile_is_told_by_the_compiler(self):
        self.start("01", "c")
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
        self.start("01", "python")
        self.assertIn("nothing was changed", self.course("start", "01", self.folder, "--blank", "c", status=1))
        (self.folder / "server.py").rename(self.folder / "else.py")
        output = self.course("check", "01", status=1)
        self.assertRegex(output.splitlines()[-1], "^course: .* has no server.py")


class Times(OwnProgram):
    def test_one_wrong_run_of_many_is_found_and_can_be_repeated(self):
        self.start("01", "python")
        (self.folder / "server.py").write_text(ECHO.replace("WRONG", "7"))
        output = self.course("check", "01", "--only", "echo", "--times", "50", *PATIENCE, status=1)
        self.assertIn("run 7 of at most 50 failed; the 6 before it passed", output)
        self.assertRegex(output, r"(?m)^  failed  echo ")
        self.assertIn("./course check 01 --only echo --times 50", output)
        report = pathlib.Path(re.search(r"the whole report of that run: (.+)", output).group(1))
        self.assertIn("0 of 1 checks passed", report.read_text())
        self.assertLessEqual(len(output.splitlines()), 45)

    def test_a_right_one_passes_as_often_as_it_is_asked_to(self):
        self.start("01", "python")
        (self.folder / "server.py").write_text(ECHO.replace("WRONG", "0"))
        output = self.course("check", "01", "--only", "echo", "--times", "4", *PATIENCE)
        self.assertIn("4 runs, none failed", output)
        self.assertEqual((self.folder / "starts").read_text(), "4")

    def test_a_command_is_repeated_too(self):
        self.start("01", "python")
        (self.folder / "server.py").write_text(ECHO.replace("WRONG", "2"))
        output = self.course("check", "01", "--only", "echo", "--times", "9", *PATIENCE, "--", sys.executable,
                             self.folder / "server.py", "{port}", status=1)
        self.assertRegex(output, rf"--only echo --times 9 -- {re.escape(sys.executable)} .*server.py \{{port\}}")

    def test_wrong_words(self):
        for words in (["--times", "0"], ["--times", "many"], ["--times"], ["--times="], ["--times", "4", "--json", "a"]):
            with self.subTest(words):
                self.assertRegex(self.course("check", "01", *words, status=2), "^course: --times [^\n]*\n$")


class Sanitize(OwnProgram):
    def findings(self, output, kind):
        """The lines that the sanitizer's part has, which must be few."""
        lines = output.splitlines()
        last = next(at for at, line in enumerate(lines) if line.startswith(f"{kind}: "))
        first = next(at for at, line in enumerate(lines) if line.startswith("stage 01: ")) + 1
        self.assertLessEqual(last + 1 - first, 12, output)
        return "\n".join(lines[first:last + 1])

    def test_an_overflow_of_the_heap_names_the_line(self):
        self.start("01", "c")
        text = ECHO_C.replace("BUFFER", "4096")
        (self.folder / "server.c").write_text(text)
        output = self.course("check", "01", "--only", "large", "--sanitize", *PATIENCE, status=1)
        found = self.findings(output, "asan")
        self.assertIn("heap-buffer-overflow", found)
        self.assertIn(f"-> server.c:{line_of(text)} in serve", found)

    def test_a_data_race_names_the_line(self):
        self.start("03", "cpp")
        (self.folder / "server.cpp").write_text(RACE_CPP)
        output = self.course("check", "03", "--only", "own-bytes", "--sanitize", "tsan", *PATIENCE, status=1)
        found = self.findings(output.replace("stage 03: ", "stage 01: "), "tsan")
        self.assertIn("data race", found)
        self.assertIn(f"-> server.cpp:{line_of(RACE_CPP)} in note", found)

    def test_a_workspace_with_a_template_and_its_library(self):
        """The overflow shows in the library, which is built with the sanitizer, too; the line is the learner's."""
        self.environment["COURSE_SANITIZED_BUILD"] = str(BUILD / "sanitized")
        self.course("start", "01", self.folder)
        main = self.folder / "main.cpp"
        text = main.read_text().replace('  still_to_be_written("task 2");', OVERFLOW)
        main.write_text(text)
        output = self.course("check", "01", "--only", "large", "--sanitize", *PATIENCE, status=1)
        found = self.findings(output, "asan")
        self.assertIn("heap-buffer-overflow", found)
        self.assertIn(f"-> main.cpp:{line_of(text)} in ", found)
        self.assertIn("not begun, and here the reference's: task 1, 3, 4", output)

    def test_nothing_is_found_where_nothing_is(self):
        self.start("01", "c")
        (self.folder / "server.c").write_text(ECHO_C.replace("BUFFER", "4097"))
        output = self.course("check", "01", "--only", "large", "--sanitize=asan", *PATIENCE)
        self.assertIn("asan: nothing found", output)

    def test_again_and_again(self):
        self.start("01", "c")
        (self.folder / "server.c").write_text(ECHO_C.replace("BUFFER", "4096"))
        output = self.course("check", "01", "--only", "large", "--sanitize", "--times", "3", *PATIENCE, status=1)
        self.assertIn("run 1 of at most 3 failed", output)
        self.assertIn("heap-buffer-overflow", output)
        self.assertIn("check 01 --sanitize asan --only large --times 3", output)

    def test_wrong_words(self):
        self.assertRegex(self.course("check", "01", "--sanitize=msan", status=2), "^course: --sanitize takes [^\n]*\n$")
        self.assertRegex(self.course("check", "01", "--sanitize", status=2), "^course: --sanitize is for a workspace")
        self.start("01", "python")
        self.assertIn("this one is in Python", self.course("check", "01", "--sanitize", status=1))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--build", type=pathlib.Path, required=True)
    arguments, rest = parser.parse_known_args()
    BUILD = arguments.build.resolve()
    unittest.main(argv=[sys.argv[0], *rest])
