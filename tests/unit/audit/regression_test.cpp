#include "audit/regression.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "crypto/random.hpp"

namespace regression_test {

struct Log {
  crypto::SystemRandom random;
  audit::Signer signer = audit::Signer::generate("log.test.example", random);
  std::filesystem::path file;

  Log() {
    std::string name = "/tmp/regression-test-XXXXXX";
    const int made = ::mkstemp(name.data());
    REQUIRE(made >= 0);
    ::close(made);
    file = name;
  }
  ~Log() { std::filesystem::remove(file); }
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  std::string note(std::int64_t stream, std::int64_t size) const {
    return signer.sign(audit::checkpoint_text({"log.test.example", stream, size, {}}));
  }
  void write(const std::string& text) const { std::ofstream(file, std::ios::app) << text << '\n'; }
  std::vector<audit::SignedCheckpoint> newest(std::size_t most = 1 << 20) const {
    const std::vector<audit::Verifier> keys{signer.verifier()};
    const auto found = audit::newest_in_file(file.string(), keys, most);
    REQUIRE(found);
    return *found;
  }
};

TEST_CASE("the newest checkpoint of each stream is taken from a file of notes") {
  const Log log;
  CHECK(log.newest().empty());
  log.write(log.note(1, 5));
  log.write(log.note(2, 7));
  log.write(log.note(1, 9));
  const auto found = log.newest();
  REQUIRE(found.size() == 2);
  CHECK(found[0].checkpoint.stream == 1);
  CHECK(found[0].checkpoint.size == 9);
  CHECK(found[0].note == log.note(1, 9));
  CHECK(found[1].checkpoint.size == 7);
}

TEST_CASE("what others signed and notes that are torn or of other kinds do not count") {
  Log log;
  const auto other = audit::Signer::generate("log.test.example", log.random);
  log.write(other.sign(audit::checkpoint_text({"log.test.example", 1, 100, {}})));
  log.write(log.signer.sign("log.test.example/manifest\n2026-01-01\n"));
  log.write(log.note(1, 5));
  log.write(log.note(1, 50).substr(0, 60));
  const auto found = log.newest();
  REQUIRE(found.size() == 1);
  CHECK(found[0].checkpoint.size == 5);
}

TEST_CASE("only the end of a long file is read") {
  const Log log;
  log.write(log.note(1, 5));
  log.write(log.note(2, 7));
  const auto found = log.newest(log.note(2, 7).size() + 10);
  REQUIRE(found.size() == 1);
  CHECK(found[0].checkpoint.stream == 2);
}

TEST_CASE("a file that is not there knows nothing") {
  const auto found = audit::newest_in_file("/nonexistent/checkpoints", {}, 100);
  REQUIRE(found);
  CHECK(found->empty());
}

TEST_CASE("the record names as many as a line has room for and counts the rest") {
  const Log log;
  std::vector<audit::Lost> lost;
  for (std::int64_t stream = 1; stream <= 3; ++stream) {
    lost.push_back({{{"log.test.example", stream, 10, {}}, log.note(stream, 10)}, std::nullopt});
  }
  lost[0].found = 4;
  const auto details = nlohmann::json::parse(audit::lost_details(lost, 2));
  CHECK(details["lost"].size() == 2);
  CHECK(details["lost"][0]["found"] == 4);
  CHECK(details["lost"][0]["known"] == 10);
  CHECK(details["lost"][0]["checkpoint"] == log.note(1, 10));
  CHECK_FALSE(details["lost"][1].contains("found"));
  CHECK(details["more"] == 1);
}

}  // namespace regression_test
