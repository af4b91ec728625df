/// \file
/// Blocks of uploads are large while memory is plenty and small once it is used up (content/uploads/
/// upload_block.hpp).
#include "content/uploads/upload_block.hpp"

#include <memory>
#include <string>
#include <vector>

#include "support/catch.hpp"

using ladder::content::BlockBudget;
using ladder::content::UploadBlock;

namespace {

std::size_t append(UploadBlock& block, const std::string& bytes) {
  return block.append(std::as_bytes(std::span(bytes)));
}

/// Blocks that use up the whole budget.
std::vector<std::unique_ptr<UploadBlock>> use_up(BlockBudget& budget) {
  const std::string bytes(BlockBudget::kLargeBlock, 'x');
  std::vector<std::unique_ptr<UploadBlock>> blocks;
  while (!budget.is_scarce()) {
    blocks.push_back(std::make_unique<UploadBlock>(budget));
    append(*blocks.back(), bytes);
  }
  return blocks;
}

}  // namespace

TEST_CASE("A block takes 256 KiB and no more, and its memory counts until it is gone", "[content][stage07]") {
  BlockBudget budget;
  const std::string bytes(100'000, 'x');
  {
    UploadBlock block(budget);
    CHECK(budget.held() == 0);
    CHECK(append(block, bytes) == bytes.size());
    CHECK(append(block, bytes) == bytes.size());
    CHECK(append(block, bytes) == BlockBudget::kLargeBlock - 2 * bytes.size());
    CHECK(append(block, bytes) == 0);
    CHECK(block.view() == std::string(BlockBudget::kLargeBlock, 'x'));
    CHECK(budget.held() >= BlockBudget::kLargeBlock);
    const std::size_t held = budget.held();
    block.clear();
    CHECK(block.view().empty());
    CHECK(budget.held() == held);  // for the next bytes
  }
  CHECK(budget.held() == 0);
}

TEST_CASE("Once the budget is used up blocks are small, and what is collected stays", "[content][stage07]") {
  BlockBudget budget;
  UploadBlock begun(budget);
  const std::string bytes(BlockBudget::kLargeBlock / 2, 'x');
  REQUIRE(append(begun, bytes) == bytes.size());
  auto blocks = use_up(budget);
  CHECK(blocks.size() <= BlockBudget::kBytes / BlockBudget::kLargeBlock);

  UploadBlock late(budget);
  CHECK(append(late, bytes) == BlockBudget::kSmallBlock);
  CHECK(append(late, bytes) == 0);
  CHECK(append(begun, bytes) == 0);  // to be handed on as it is
  CHECK(begun.view().size() == bytes.size());

  const std::size_t held = budget.held();
  begun.clear();
  CHECK(budget.held() < held);
  const std::size_t room = budget.is_scarce() ? BlockBudget::kSmallBlock : bytes.size();
  CHECK(append(begun, bytes) == room);

  blocks.clear();
  late.clear();
  CHECK(append(late, bytes) == bytes.size());
}

TEST_CASE("A small block takes no more memory than a small block, in however many pieces it comes",
          "[content][stage07]") {
  BlockBudget budget;
  const auto blocks = use_up(budget);
  const std::size_t before = budget.held();
  UploadBlock late(budget);
  const std::string piece(BlockBudget::kSmallBlock - 1'000, 'x');
  CHECK(append(late, piece) == piece.size());
  CHECK(append(late, piece) == BlockBudget::kSmallBlock - piece.size());
  CHECK(budget.held() - before <= BlockBudget::kSmallBlock + sizeof(std::string));
}
