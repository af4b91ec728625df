#include "os/privileges.hpp"

#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>

#include "os/error.hpp"

namespace ladder::os {

bool is_root() { return ::geteuid() == 0; }

void forbid_new_privileges() {
  check(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl", "PR_SET_NO_NEW_PRIVS");
}

//! [drop-capabilities]
// glibc has no wrapper for capset(2). The third version of its structures has two words of 32 bits each.
void drop_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  check(static_cast<int>(::syscall(SYS_capset, &header, none.data())), "capset");
}
//! [drop-capabilities]

//! [become-user]
void become_user(const std::string& name) {
  errno = 0;
  const passwd* const user = ::getpwnam(name.c_str());  // one thread, as promised
  if (user == nullptr && errno != 0 && errno != ENOENT) throw_system_error("getpwnam", name);
  if (user == nullptr) throw std::invalid_argument("there is no user \"" + name + "\"");
  if (user->pw_uid == 0) throw std::invalid_argument("\"" + name + "\" is root");
  const uid_t uid = user->pw_uid;
  const gid_t gid = user->pw_gid;
  // In this order: who is no longer root cannot change its groups (man 7 credentials).
  check(::initgroups(name.c_str(), gid), "initgroups", name);
  check(::setgid(gid), "setgid", name);
  check(::setuid(uid), "setuid", name);
  if (::setuid(0) == 0) throw std::logic_error("root could be taken back after setuid " + name);
}
//! [become-user]

}  // namespace ladder::os
