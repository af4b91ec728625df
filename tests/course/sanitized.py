#!/usr/bin/env python3
"""Grading with a sanitizer (`check --sanitize`): what it finds is told in few lines, the learner's own among them. Python
3.9, standard library only.
"""
import learner
from learner import GRADERS_PATIENCE, Course
from own_programs import ECHO_C

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


class Sanitize(Course):
    def findings(self, output, kind):
        """The lines that the sanitizer's part has, which must be few."""
        lines = output.splitlines()
        last = next(at for at, line in enumerate(lines) if line.startswith(f"{kind}: "))
        first = next(at for at, line in enumerate(lines) if line.startswith("stage 01: ")) + 1
        self.assertLessEqual(last + 1 - first, 12, output)
        return "\n".join(lines[first:last + 1])

    def test_an_overflow_of_the_heap_names_the_line(self):
        self.start_blank("01", "c")
        text = ECHO_C.replace("BUFFER", "4096")
        (self.folder / "server.c").write_text(text)
        output = self.course("check", "01", "--only", "large", "--sanitize", *GRADERS_PATIENCE, status=1)
        found = self.findings(output, "asan")
        self.assertIn("heap-buffer-overflow", found)
        self.assertIn(f"-> server.c:{line_of(text)} in serve", found)

    def test_a_data_race_names_the_line(self):
        self.start_blank("03", "cpp")
        (self.folder / "server.cpp").write_text(RACE_CPP)
        output = self.course("check", "03", "--only", "own-bytes", "--sanitize", "tsan", *GRADERS_PATIENCE, status=1)
        found = self.findings(output.replace("stage 03: ", "stage 01: "), "tsan")
        self.assertIn("data race", found)
        self.assertIn(f"-> server.cpp:{line_of(RACE_CPP)} in note", found)

    def test_a_workspace_with_a_template_and_its_library(self):
        """The overflow shows in the library, which is built with the sanitizer, too; the line is the learner's."""
        self.environment["COURSE_SANITIZED_BUILD"] = str(self.BUILD / "sanitized")
        self.course("start", "01", self.folder)
        main = self.folder / "main.cpp"
        text = main.read_text().replace('  still_to_be_written("task 2");', OVERFLOW)
        main.write_text(text)
        output = self.course("check", "01", "--only", "large", "--sanitize", *GRADERS_PATIENCE, status=1)
        found = self.findings(output, "asan")
        self.assertIn("heap-buffer-overflow", found)
        self.assertIn(f"-> main.cpp:{line_of(text)} in ", found)
        self.assertIn("not begun, and here the reference's: task 1, 3, 4", output)

    def test_nothing_is_found_where_nothing_is(self):
        self.start_blank("01", "c")
        (self.folder / "server.c").write_text(ECHO_C.replace("BUFFER", "4097"))
        output = self.course("check", "01", "--only", "large", "--sanitize=asan", *GRADERS_PATIENCE)
        self.assertIn("asan: nothing found", output)

    def test_again_and_again(self):
        self.start_blank("01", "c")
        (self.folder / "server.c").write_text(ECHO_C.replace("BUFFER", "4096"))
        output = self.course("check", "01", "--only", "large", "--sanitize", "--times", "3", *GRADERS_PATIENCE, status=1)
        self.assertIn("run 1 of at most 3 failed", output)
        self.assertIn("heap-buffer-overflow", output)
        self.assertIn("check 01 --sanitize asan --only large --times 3", output)

    def test_wrong_words(self):
        self.assertRegex(self.course("check", "01", "--sanitize=msan", status=2), "^course: --sanitize takes [^\n]*\n$")
        self.assertRegex(self.course("check", "01", "--sanitize", status=2), "^course: --sanitize is for a workspace")
        self.start_blank("01", "python")
        self.assertIn("this one is in Python", self.course("check", "01", "--sanitize", status=1))


if __name__ == "__main__":
    learner.main(__doc__)
