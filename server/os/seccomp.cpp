#include "os/seccomp.hpp"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "os/error.hpp"
#include "os/seccomp_calls.hpp"

namespace ladder::os {

namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t kArchitecture = 0;
#endif

constexpr std::uint32_t kRefuse = SECCOMP_RET_ERRNO | EPERM;

/// A program for the kernel's filter machine. Each rule jumps over its own few instructions only, for a jump
/// is at most 255 long.
class FilterProgram {
 public:
  void load(std::uint32_t offset) { add(BPF_LD | BPF_W | BPF_ABS, offset); }
  void give(std::uint32_t action) { add(BPF_RET | BPF_K, action); }
  /// The next `skipped` instructions are for this value of what was loaded.
  void if_equal(std::uint32_t value, std::uint8_t skipped) { jump(BPF_JEQ, value, 0, skipped); }
  void unless_equal(std::uint32_t value, std::uint8_t skipped) { jump(BPF_JEQ, value, skipped, 0); }
  void if_any_bit(std::uint32_t bits, std::uint8_t skipped) { jump(BPF_JSET, bits, 0, skipped); }
  void if_at_least(std::uint32_t value, std::uint8_t skipped) { jump(BPF_JGE, value, 0, skipped); }
  void rule(int call, std::uint32_t action) {
    if_equal(static_cast<std::uint32_t>(call), 1);
    give(action);
  }
  const std::vector<sock_filter>& instructions() const { return instructions_; }

 private:
  void add(int code, std::uint32_t value) { jump_code(code, value, 0, 0); }
  void jump(int test, std::uint32_t value, std::uint8_t yes, std::uint8_t no) {
    jump_code(BPF_JMP | test | BPF_K, value, yes, no);
  }
  void jump_code(int code, std::uint32_t value, std::uint8_t yes, std::uint8_t no) {
    instructions_.push_back({static_cast<std::uint16_t>(code), yes, no, value});
  }
  std::vector<sock_filter> instructions_;
};

/// The lower half of an argument; both architectures keep it first.
constexpr std::uint32_t argument(std::size_t number) {
  return static_cast<std::uint32_t>(offsetof(seccomp_data, args) + number * sizeof(std::uint64_t));
}

//! [seccomp-arguments]
/// Calls whose arguments decide. Each rule ends the filter if the call is its own.
void add_rules_with_arguments(FilterProgram& program) {
  for (const int call : {SYS_mmap, SYS_mprotect}) {  // no memory that can be executed
    program.if_equal(static_cast<std::uint32_t>(call), 4);
    program.load(argument(2));
    program.if_any_bit(PROT_EXEC, 1);
    program.give(kRefuse);
    program.give(SECCOMP_RET_ALLOW);
  }
  program.if_equal(SYS_clone, 4);  // threads, but no processes
  program.load(argument(0));
  program.if_any_bit(CLONE_THREAD, 1);
  program.give(SECCOMP_RET_ALLOW);
  program.give(kRefuse);
  // Its flags lie in memory, where no filter sees them: as if there were none, the library takes clone.
  program.rule(SYS_clone3, SECCOMP_RET_ERRNO | ENOSYS);
  program.if_equal(SYS_tgkill, 4);  // abort(3) and the like, but no signals to others
  program.load(argument(0));
  program.if_equal(static_cast<std::uint32_t>(::getpid()), 1);
  program.give(SECCOMP_RET_ALLOW);
  program.give(kRefuse);
  program.if_equal(SYS_prlimit64, 6);  // to ask for limits, not to set them
  program.load(argument(2));
  program.if_equal(0, 3);
  program.load(argument(2) + sizeof(std::uint32_t));
  program.if_equal(0, 1);
  program.give(SECCOMP_RET_ALLOW);
  program.give(kRefuse);
}
//! [seccomp-arguments]

//! [seccomp-program]
FilterProgram make_program(const CallFilter& filter) {
  FilterProgram program;
  program.load(offsetof(seccomp_data, arch));
  program.unless_equal(kArchitecture, 1);  // the numbers of another one mean other calls
  program.give(SECCOMP_RET_KILL_PROCESS);
  program.load(offsetof(seccomp_data, nr));
#ifdef __x86_64__
  program.if_at_least(0x40000000, 1);  // x32: the same machine, other numbers
  program.give(SECCOMP_RET_KILL_PROCESS);
#endif
  for (const int call : kAllowedCalls) program.rule(call, SECCOMP_RET_ALLOW);
  if (filter.uring)
    for (const int call : kUringCalls) program.rule(call, SECCOMP_RET_ALLOW);
  for (const int call : kForeignCalls) program.rule(call, SECCOMP_RET_KILL_PROCESS);
  add_rules_with_arguments(program);
  program.give(kRefuse);
  return program;
}
//! [seccomp-program]

int install(const sock_fprog* program) {
  return static_cast<int>(
      ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, program));
}

}  // namespace

std::string why_no_seccomp() {
  if (kArchitecture == 0) return "the list of calls is for x86-64 and AArch64";
  // Without a program the kernel says EFAULT if it would take one (man 2 seccomp).
  if (install(nullptr) < 0 && errno != EFAULT) return error_text(errno);
  return {};
}

//! [seccomp]
void filter_calls(const CallFilter& filter) {
  const FilterProgram program = make_program(filter);
  const std::vector<sock_filter>& instructions = program.instructions();
  sock_fprog handed{static_cast<unsigned short>(instructions.size()),
                    const_cast<sock_filter*>(instructions.data())};  // the kernel only reads it
  check(install(&handed), "seccomp");
}
//! [seccomp]

}  // namespace ladder::os
