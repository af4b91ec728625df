/// \file
/// FixtureSite: a directory with what conversation files ask for, and what they must never get. For tests
/// only.
#pragma once

#include <string>
#include <vector>

#include "content/site.hpp"
#include "support/temp_directory.hpp"

namespace ladder::test {

/// Made once, removed at the end. All files were last modified on Sun, 06 Nov 1994 08:49:37 GMT.
/// | name beneath the root | what it is |
/// |---|---|
/// | index.html, about.html, hello.txt, empty.txt | small texts |
/// | picture.png | 4,096 bytes of any value, NUL included |
/// | big.txt | 300 KiB: sent from a descriptor |
/// | two words.txt, größe.txt, 100%.txt | names that need encoding |
/// | sub/index.html, bare/note.txt | a directory with an index and one without |
/// | zipped.html, zipped.html.gz | a page of 2 KB, and what is sent in its place to who takes gzip |
/// | stale.html, larger.html, linked.html | the same, but `.gz` is a second older, is larger, is a link
/// outside | | script.js | of a type that is not served | | inside.txt, outside.txt | links: to hello.txt,
/// and to a file outside the root |
class FixtureSite {
 public:
  FixtureSite();

  std::string root() const;
  content::SiteOptions options() const;
  /// What the sites of one server share. Uploads get the names upload_20240131_235959_0000.json, ..0001, and
  /// so on, and those of earlier replays are gone: so two replays give the same bytes.
  content::SiteStorage repeatable_storage() const;
  /// The names in uploads/.
  std::vector<std::string> uploads() const;

 private:
  TempDirectory directory_;
};

}  // namespace ladder::test
