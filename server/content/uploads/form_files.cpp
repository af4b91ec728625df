#include "content/uploads/form_files.hpp"

#include <cerrno>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace ladder::content {
namespace {

constexpr std::string_view kWhole = ".whole";

using Parts = std::vector<std::string>;

// All of a directory in one listing: the id of each form, and its parts.
std::map<std::string, Parts> forms_in(const os::Directory& directory) {
  std::map<std::string, Parts> forms;
  for (std::string& name : directory.names()) {
    if (!name.starts_with(kFormPrefix)) continue;
    const std::size_t dot = name.find('.', kFormPrefix.size());
    const std::string id = name.substr(kFormPrefix.size(), dot - kFormPrefix.size());
    Parts& parts = forms[id];
    if (dot != std::string::npos && name != whole_form_name(id)) parts.push_back(std::move(name));
  }
  return forms;
}

struct Owner {
  bool dead = false;   // known to be: what cannot be told is left to whoever can tell
  bool whole = false;  // asks for nothing if it is not dead
  os::Fd lock;         // none if there is no owner at all
};

// Anything but ENOENT (another user's file, no descriptor left, a disk that fails) does not say that nobody
// is there.
Owner owner_of(const os::Directory& directory, std::string_view id, os::OpenResult opened) {
  if (!opened.fd || !lock_for_life(opened.fd.get())) return {};
  // Looked at only now that the lock is ours: nobody changes it any more.
  const int error_number = directory.open_file(whole_form_name(id)).error_number;
  if (error_number != 0 && error_number != ENOENT) return {};
  return {true, error_number == 0, std::move(opened.fd)};
}

// A living owner may rename its file between two looks, from open to whole, so that comes a second time.
Owner find_owner(const os::Directory& directory, std::string_view id) {
  for (const std::string& name : {whole_form_name(id), open_form_name(id), whole_form_name(id)}) {
    os::OpenResult opened = directory.open_file(name);
    if (opened.error_number != ENOENT) return owner_of(directory, id, std::move(opened));
  }
  return {true, false, {}};
}

//! [roll-forward]
// Those that have their names already are not among the parts any more, or are gone (ENOENT) since they were
// listed; nobody has been told the names, so any will do. False: something stands in the way, and the next
// start tries again.
bool give_names(const UploadStore& store, const os::Directory& directory, const Parts& parts) {
  for (const std::string& part : parts) {
    const std::string extension = part.substr(part.find_last_of('-') + 1);
    const int error_number = store.publish(directory, part, extension).error_number;
    if (error_number != 0 && error_number != ENOENT) {
      store.report(error_number);
      return false;
    }
  }
  return directory.flush() == 0;
}
//! [roll-forward]

//! [recover-form]
void recover(const UploadStore& store, const os::Directory& directory, std::string_view id,
             const Parts& parts) {
  const Owner owner = find_owner(directory, id);
  if (!owner.dead) return;
  if (owner.whole && !give_names(store, directory, parts)) return;
  for (const std::string& part : parts) (void)directory.remove(part);
  (void)directory.remove(open_form_name(id));
  (void)directory.remove(whole_form_name(id));  // last: as long as it is there, all this can be repeated
}
//! [recover-form]

}  // namespace

std::string open_form_name(std::string_view id) { return std::string(kFormPrefix).append(id); }

std::string whole_form_name(std::string_view id) { return open_form_name(id).append(kWhole); }

std::string form_part_name(std::string_view id, std::size_t number, std::string_view extension) {
  const std::string digits = {static_cast<char>('0' + number / 10 % 10),
                              static_cast<char>('0' + number % 10)};
  return open_form_name(id) + "." + digits + "-" + std::string(extension);
}

// Listed twice, however many there are: a form may get parts as long as its owner lives, so what counts is a
// listing that began when the owner was known to be dead.
void recover_forms(const UploadStore& store, const os::Directory& directory) {
  std::set<std::string> dead;
  for (const auto& [id, parts] : forms_in(directory))
    if (find_owner(directory, id).dead) dead.insert(id);
  if (dead.empty()) return;
  for (const auto& [id, parts] : forms_in(directory))
    if (dead.contains(id)) recover(store, directory, id, parts);
}

}  // namespace ladder::content
