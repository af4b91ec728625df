/// \file
/// Flush each, declare the form whole, rename, flush the directory: in this order and no other.
/// Opened in stage 12.
#include "content/uploads/pending_form.hpp"

#include <cassert>
#include <cerrno>
#include <new>
#include <system_error>
#include <utility>

#include "content/uploads/form_files.hpp"

namespace ladder::content {

PendingForm::Begun PendingForm::begin(const UploadStore& store) {
  UploadStore::Created created = store.create_locked(kFormPrefix);
  if (created.error_number != 0) return {nullptr, created.error_number};
  std::string id = created.leftover->names.front().substr(kFormPrefix.size());
  created.leftover->lock = std::move(created.leftover->file);
  return {std::make_unique<PendingForm>(store, std::move(id), std::move(created.leftover)), 0};
}

PendingForm::PendingForm(const UploadStore& store, std::string id, std::unique_ptr<Leftover>&& leftover)
    : store_(store),
      id_(std::move(id)),
      open_name_(open_form_name(id_)),
      whole_name_(whole_form_name(id_)),
      leftover_(std::move(leftover)) {}

PendingForm::~PendingForm() {
  if (leftover_) store_.discard(std::move(leftover_));
}

void PendingForm::discard() {
  if (leftover_) leftover_->remove();
  leftover_.reset();
}

int PendingForm::begin_file(std::string_view extension) {
  Part part{form_part_name(id_, parts_.size(), extension), std::string(extension)};
  // All memory first: a file that is made is also remembered.
  std::string name = part.temporary_name;
  leftover_->names.reserve(leftover_->names.size() + 1);
  parts_.reserve(parts_.size() + 1);
  os::OpenResult created = leftover_->directory->create_file(name);
  if (!created.fd) return created.error_number;
  leftover_->file = std::move(created.fd);
  // Before the file that owns them all: that one goes last.
  leftover_->names.insert(leftover_->names.begin(), std::move(name));
  parts_.push_back(std::move(part));
  return 0;
}

int PendingForm::append(std::span<const std::byte> bytes) { return write_all(leftover_->file.get(), bytes); }

int PendingForm::end_file() {
  const int error_number = flush_file(leftover_->file.get());
  leftover_->file = os::Fd();
  return error_number;
}

PendingForm::Stored PendingForm::commit() {
  assert(!parts_.empty() && !leftover_->file);
  if (!store_.is_current(*leftover_->directory)) return {ESTALE, {}};
  return parts_.size() == 1 ? publish_one() : publish_all();
}

// A rename is all or nothing by itself.
PendingForm::Stored PendingForm::publish_one() {
  Stored stored;
  stored.names.reserve(1);
  std::string& name = leftover_->names.front();  // until it is durable, discarding means removing this
  CommitResult published = store_.publish(*leftover_->directory, name, parts_[0].extension);
  if (published.error_number != 0) return {published.error_number, {}};
  name.swap(published.name);
  if (const int error_number = leftover_->directory->flush(); error_number != 0) return {error_number, {}};
  stored.names.push_back(std::move(name));
  leftover_->names.erase(leftover_->names.begin());
  discard();
  return stored;
}

//! [publish-all]
PendingForm::Stored PendingForm::publish_all() {
  Stored stored;
  stored.names.reserve(parts_.size());  // what is done or taken back below needs no memory
  // From here on nobody removes a file of it: a part of a form that was declared whole must not go alone.
  const std::unique_ptr<Leftover> held = std::move(leftover_);
  const os::Directory& directory = *held->directory;
  stored.error_number = declare_and_name(directory, stored.names);
  if (stored.error_number == 0) {
    (void)directory.remove(whole_name_);  // if that fails, the next start finds nothing to do
    return stored;
  }
  if (take_back(directory, stored.names)) held->remove();  // else it stays as it lies, for the next start
  return {stored.error_number, {}};
}
//! [publish-all]

// Without memory in the middle it is as with any other error.
int PendingForm::declare_and_name(const os::Directory& directory, std::vector<std::string>& names) const try {
  int error_number = declare_whole(directory);
  if (error_number == 0) error_number = give_names(directory, names);
  return error_number == 0 ? directory.flush() : error_number;
} catch (const std::bad_alloc&) {
  return ENOMEM;
} catch (const std::system_error& error) {  // no random numbers for a name
  return error.code().value();
}

//! [declare-whole]
// The temporary names first: what is promised a name must be there after a crash.
int PendingForm::declare_whole(const os::Directory& directory) const {
  if (const int error_number = directory.flush(); error_number != 0) return error_number;
  const int error_number = directory.rename_new(open_name_, whole_name_);
  return error_number == 0 ? directory.flush() : error_number;
}
//! [declare-whole]

int PendingForm::give_names(const os::Directory& directory, std::vector<std::string>& names) const {
  for (const Part& part : parts_) {
    CommitResult published = store_.publish(directory, part.temporary_name, part.extension);
    if (published.error_number != 0) return published.error_number;
    names.push_back(std::move(published.name));
  }
  return 0;
}

//! [take-back]
// Something failed in the middle: back to a form that is not whole, in the opposite order, so that a crash
// finds either all of it still promised or nothing. False if not even that succeeds.
bool PendingForm::take_back(const os::Directory& directory, const std::vector<std::string>& names) const {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (directory.rename_new(names[i], parts_[i].temporary_name) != 0) return false;
  const int error_number = directory.rename_new(whole_name_, open_name_);
  // ENOENT: it had not been declared whole.
  return (error_number == 0 || error_number == ENOENT) && directory.flush() == 0;
}
//! [take-back]

}  // namespace ladder::content
