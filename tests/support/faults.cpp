#include "support/faults.hpp"

#include <dlfcn.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <new>

namespace ladder::test {

namespace {

constexpr int kNothing = -1;
std::atomic<int> armed{kNothing};
std::atomic<std::size_t> seen{0};
std::atomic<std::size_t> failed{0};
std::size_t first = 0;  // written while nothing is armed
std::size_t many = 0;
thread_local int spared = 0;
thread_local std::size_t allocated = 0;

bool fails(Point point) {
  if (armed.load() != static_cast<int>(point) || spared > 0) return false;
  const std::size_t number = seen.fetch_add(1);
  if (number < first || number - first >= many) return false;
  failed.fetch_add(1);
  return true;
}

/// True if it fails: errno is set then.
bool fails(Point point, int error_number) {
  if (!fails(point)) return false;
  errno = error_number;
  return true;
}

/// The call as it would be without us.
template <class Function>
Function* real(Function*, const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}
#define LADDER_REAL(name) static auto* const real_##name = real(&::name, #name)

void* allocate(std::size_t bytes) {
  ++allocated;
  if (fails(Point::allocation)) throw std::bad_alloc();
  if (void* const memory = std::malloc(bytes)) return memory;
  throw std::bad_alloc();
}

bool is_regular_file(int fd) {
  struct stat status {};
  const Spared not_this_one;
  return ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

Fault::Fault(Point point, std::size_t nth, std::size_t count) {
  first = nth;
  many = count;
  seen = failed = 0;
  armed = static_cast<int>(point);
}
Fault::~Fault() { armed = kNothing; }
std::size_t Fault::met() { return failed; }

Spared::Spared() { ++spared; }
Spared::~Spared() { --spared; }

std::size_t allocations() { return allocated; }

}  // namespace ladder::test

using namespace ladder::test;

void* operator new(std::size_t bytes) { return allocate(bytes); }
void* operator new[](std::size_t bytes) { return allocate(bytes); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

// The calls of the C library, in front of the C library's (man 8 ld.so: the program's own come first).
extern "C" {

int accept4(int fd, sockaddr* address, socklen_t* size, int flags) {
  LADDER_REAL(accept4);
  return fails(Point::accept4, EMFILE) ? -1 : real_accept4(fd, address, size, flags);
}
ssize_t recv(int fd, void* bytes, size_t size, int flags) {
  LADDER_REAL(recv);
  return fails(Point::recv, ECONNRESET) ? -1 : real_recv(fd, bytes, size, flags);
}
ssize_t send(int fd, const void* bytes, size_t size, int flags) {
  LADDER_REAL(send);
  return fails(Point::send, EPIPE) ? -1 : real_send(fd, bytes, size, flags);
}
ssize_t sendmsg(int fd, const msghdr* message, int flags) {
  LADDER_REAL(sendmsg);
  return fails(Point::send, EPIPE) ? -1 : real_sendmsg(fd, message, flags);
}
ssize_t sendfile(int to, int from, off_t* offset, size_t size) noexcept {
  LADDER_REAL(sendfile);
  return fails(Point::sendfile, EIO) ? -1 : real_sendfile(to, from, offset, size);
}
int epoll_ctl(int epoll_fd, int operation, int fd, epoll_event* event) noexcept {
  LADDER_REAL(epoll_ctl);
  if (operation == EPOLL_CTL_ADD && fails(Point::epoll_ctl, ENOSPC)) return -1;
  return real_epoll_ctl(epoll_fd, operation, fd, event);
}
int poll(pollfd* fds, nfds_t count, int timeout_ms) {
  LADDER_REAL(poll);
  return fails(Point::poll, ENOMEM) ? -1 : real_poll(fds, count, timeout_ms);
}
int fstat(int fd, struct stat* status) noexcept {
  LADDER_REAL(fstat);
  return fails(Point::fstat, EIO) ? -1 : real_fstat(fd, status);
}
ssize_t pread(int fd, void* bytes, size_t size, off_t offset) {
  LADDER_REAL(pread);
  return fails(Point::pread, EIO) ? -1 : real_pread(fd, bytes, size, offset);
}
ssize_t write(int fd, const void* bytes, size_t size) {
  LADDER_REAL(write);
  return is_regular_file(fd) && fails(Point::write, ENOSPC) ? -1 : real_write(fd, bytes, size);
}
int fsync(int fd) {
  LADDER_REAL(fsync);
  return fails(Point::fsync, EIO) ? -1 : real_fsync(fd);
}
int renameat2(int from_fd, const char* from, int to_fd, const char* to, unsigned flags) noexcept {
  LADDER_REAL(renameat2);
  return fails(Point::rename, EIO) ? -1 : real_renameat2(from_fd, from, to_fd, to, flags);
}
int linkat(int from_fd, const char* from, int to_fd, const char* to, int flags) noexcept {
  LADDER_REAL(linkat);
  return fails(Point::rename, EIO) ? -1 : real_linkat(from_fd, from, to_fd, to, flags);
}
/// openat2 has no function of its own (man 2 openat2).
long syscall(long number, ...) noexcept {
  LADDER_REAL(syscall);
  va_list list;
  va_start(list, number);
  long arguments[6];
  for (long& argument : arguments) argument = va_arg(list, long);
  va_end(list);
  if (number == SYS_openat2 && fails(Point::openat2, EMFILE)) return -1;
  return real_syscall(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4],
                      arguments[5]);
}

}  // extern "C"
