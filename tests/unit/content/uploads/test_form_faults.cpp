/// \file
/// A form for which the memory gives out while it is stored (content/uploads/pending_form.hpp). Linked with
/// support/faults.hpp.
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
