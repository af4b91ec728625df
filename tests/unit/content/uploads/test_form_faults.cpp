/// \file
/// A form for which the memory gives out while it is stored (content/uploads/pending_form.hpp), and what it
/// costs to clear up after many. Linked with support/faults.hpp.
#include <cerrno>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "content/uploads/pending_form.hpp"
#include "support/catch.hpp"
#include "support/faults.hpp"
#include "support/temp_directory.hpp"

using namespace ladder;
using content::PendingForm;
using content::UploadStore;

namespace {

std::unique_ptr<PendingForm> form_of(const UploadStore& store, std::size_t files) {
  PendingForm::Begun begun = PendingForm::begin(store);
  REQUIRE(begun.form);
  for (std::size_t i = 0; i < files; ++i) {
    REQUIRE(begun.form->begin_file("txt") == 0);
    REQUIRE(begun.form->end_file() == 0);
  }
  return std::move(begun.form);
}

/// The n-th allocation of commit() fails. Thrown or said: it was not stored.
bool stores(PendingForm& form, std::size_t nth) {
  const test::Fault fault(test::Point::allocation, nth);
  try {
    return form.commit().error_number == 0;
  } catch (const std::exception&) {
    return false;
  }
}

/// Allocations of a start that finds so many forms of two files each: every name of a listing is one.
std::size_t allocations_to_recover(std::size_t forms) {
  const test::TempDirectory temp;
  temp.make_directory("uploads");
  for (std::size_t i = 0; i < forms; ++i) {
    const std::string owner = "uploads/.form-" + std::to_string(10'000'000 + i);
    temp.write(owner, "");
    temp.write(owner + ".00-txt", "one");
    temp.write(owner + ".01-txt", "two");
  }
  const os::Directory root(temp.path());
  const std::size_t before = test::allocations();
  { const UploadStore store(root); }
  const std::size_t made = test::allocations() - before;
  CHECK(temp.names("uploads").empty());
  return made;
}

}  // namespace

TEST_CASE("A form is stored whole or not at all when the n-th allocation fails",
          "[content][stage12][no-memory]") {
  const std::size_t files = GENERATE(as<std::size_t>{}, 1, 2, 5);
  bool met = true;
  for (std::size_t nth = 0; met; ++nth) {
    CAPTURE(files, nth);
    REQUIRE(nth < 1'000);
    const test::TempDirectory temp;
    const UploadStore store{os::Directory(temp.path())};
    std::unique_ptr<PendingForm> form = form_of(store, files);
    const bool stored = stores(*form, nth);
    met = test::Fault::met() > 0;
    form.reset();
    store.settle();
    CHECK(stored == !met);
    CHECK(temp.names("uploads").size() == (stored ? files : 0));
  }
}

TEST_CASE("What cannot be begun when the n-th allocation fails leaves no file behind",
          "[content][stage07][no-memory]") {
  const bool is_form = GENERATE(false, true);
  bool met = true;
  for (std::size_t nth = 0; met; ++nth) {
    CAPTURE(is_form, nth);
    REQUIRE(nth < 1'000);
    const test::TempDirectory temp;
    const UploadStore store{os::Directory(temp.path())};
    UploadStore::Begun upload;
    PendingForm::Begun form;
    {
      const test::Fault fault(test::Point::allocation, nth);
      try {
        if (!is_form) upload = store.begin();
        if (is_form) form = PendingForm::begin(store);
        if (form.form) (void)form.form->begin_file("txt");
      } catch (const std::exception&) {
      }
      met = test::Fault::met() > 0;
    }
    upload = {};
    form = {};
    store.settle();
    CHECK(temp.names("uploads").empty());
  }
}

TEST_CASE("A start after a crash lists the directory as often for many forms as for a few",
          "[content][stage12]") {
  const std::size_t few = allocations_to_recover(50), many = allocations_to_recover(200);
  CAPTURE(few, many);
  CHECK(many < 5 * few);  // four times; sixteen times if every form had a listing of its own
}
