#include "content/uploads/form_files.hpp"

#include <cerrno>
#include <set>
#include <utility>
#include <vector>

namespace ladder::content {
namespace {

constexpr std::string_view kWhole = ".whole";

std::vector<std::string> parts_of(const os::Directory& directory, std::string_view id) {
  const std::string begin = open_form_name(id) + ".";
  std::vector<std::string> parts;
  for (std::string& name : directory.names())
    if (name.starts_with(begin) && name != whole_form_name(id)) parts.push_back(std::move(name));
  return parts;
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
// Those that have their names already are not among the parts any more; nobody has been told the names, so
// any will do. False: something stands in the way, and the next start tries again.
bool give_names(const UploadStore& store, const os::Directory& directory, std::string_view id) {
  for (const std::string& part : parts_of(directory, id)) {
    const std::string extension = part.substr(part.find_last_of('-') + 1);
    if (const int error_number = store.publish(directory, part, extension).error_number; error_number != 0) {
      store.report(error_number);
      return false;
    }
  }
  return directory.flush() == 0;
}
//! [roll-forward]

//! [recover-form]
void recover(const UploadStore& store, const os::Directory& directory, std::string_view id) {
  const Owner owner = find_owner(directory, id);
  if (!owner.dead) return;
  if (owner.whole && !give_names(store, directory, id)) return;
  for (const std::string& part : parts_of(directory, id)) (void)directory.remove(part);
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

void recover_forms(const UploadStore& store, const os::Directory& directory) {
  std::set<std::string> ids;
  for (const std::string& name : directory.names()) {
    if (!name.starts_with(kFormPrefix)) continue;
    const std::string rest = name.substr(kFormPrefix.size());
    ids.insert(rest.substr(0, rest.find('.')));
  }
  for (const std::string& id : ids) recover(store, directory, id);
}

}  // namespace ladder::content
