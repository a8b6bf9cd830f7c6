#include "audit/checkpoint.hpp"

#include <doctest/doctest.h>

namespace checkpoint_test {

using audit::Checkpoint;

TEST_CASE("a checkpoint is three lines and comes back from them") {
  const Checkpoint checkpoint{"audit.example.com", 0x67450000000000ab, 20852163,
                              audit::leaf_hash("something")};
  const std::string text = audit::checkpoint_text(checkpoint);
  CHECK(text ==
        "audit.example.com/67450000000000ab\n20852163\nMIgPwaEaWJdCXJ2O6X1C3Ua2xfycIngGpbCH59mq0AQ=\n");
  CHECK(audit::parse_checkpoint(text) == checkpoint);
  CHECK(audit::parse_checkpoint(text + "an extension\n") == checkpoint);
}

TEST_CASE("what is no checkpoint is refused") {
  const std::string root = "MIgPwaEaWJdCXJ2O6X1C3Ua2xfycIngGpbCH59mq0AQ=\n";
  for (const std::string& bad :
       {std::string(), "a/67450000000000ab\n1\n" + root.substr(4), "67450000000000ab\n1\n" + root,
        "/67450000000000ab\n1\n" + root, "a/67450000000000AB\n1\n" + root, "a/0000000000000000\n1\n" + root,
        "a/f7450000000000ab\n1\n" + root, "a/67450000000000ab\n01\n" + root,
        "a/67450000000000ab\n-1\n" + root, "a/67450000000000ab\n9223372036854775808\n" + root,
        "a/67450000000000ab\n\n" + root}) {
    CHECK_FALSE(audit::parse_checkpoint(bad));
  }
}

}  // namespace checkpoint_test
