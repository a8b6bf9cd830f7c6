#include "base/packed.hpp"

#include <random>

#include <doctest/doctest.h>

#include "support/temp_file.hpp"

namespace {

using base::Packing;
using File = support::TempFile;

std::string text_of(std::size_t lines) {
  std::mt19937 random(7);
  std::string out;
  for (std::size_t i = 0; i < lines; ++i) {
    out +=
        std::to_string(i) + ' ' + std::string(random() % 200, static_cast<char>('a' + random() % 26)) + '\n';
  }
  return out;
}

std::string packed(Packing packing, std::string_view text) {
  std::string out;
  base::PackedWriter writer(packing, [&out](std::string_view bytes) -> base::Result<> {
    out += bytes;
    return {};
  });
  for (std::size_t at = 0; at < text.size(); at += 70'000) {
    REQUIRE(writer.write(text.substr(at, 70'000)));
  }
  REQUIRE(writer.finish());
  return out;
}

base::Result<std::string> unpacked(const File& file) {
  auto reader = base::PackedReader::open(file.path());
  if (!reader) return std::unexpected(reader.error());
  std::string out;
  std::string buffer(33'333, '\0');
  while (true) {
    const auto got = reader->read(buffer);
    if (!got) return std::unexpected(got.error());
    if (*got == 0) return out;
    out.append(buffer, 0, *got);
  }
}

}  // namespace

TEST_CASE("what was packed comes back - also from several files in one") {
  const std::string text = text_of(20'000);
  for (const Packing packing : {Packing::none, Packing::gzip, Packing::zstd}) {
    const std::string once = packed(packing, text);
    if (packing != Packing::none) CHECK(once.size() < text.size() / 2);
    CHECK(unpacked(File(once)) == text);
    CHECK(unpacked(File(once + once)) == text + text);
    CHECK(unpacked(File(packed(packing, ""))) == "");
  }
}

TEST_CASE("a packed file that was cut or changed is told") {
  const std::string text = text_of(5'000);
  for (const Packing packing : {Packing::gzip, Packing::zstd}) {
    const std::string whole = packed(packing, text);
    for (const std::size_t size : {whole.size() - 1, whole.size() / 2, std::size_t{6}}) {
      const auto read = unpacked(File(whole.substr(0, size)));
      REQUIRE_FALSE(read);
      CHECK(read.error().code == base::Code::invalid_argument);
    }
    std::string changed = whole;
    changed[whole.size() / 2] = static_cast<char>(changed[whole.size() / 2] ^ 0x10);
    CHECK(unpacked(File(changed)).value_or("") != text);
    CHECK_FALSE(unpacked(File(whole + "rest")));
  }
  CHECK_FALSE(base::PackedReader::open("/nonexistent/file"));
}

TEST_CASE("lines come one by one whatever their length up to the longest") {
  const std::string text = text_of(10'000) + "\n" + std::string(300'000, 'x') + "\nlast";
  const File file(text);
  base::LineReader lines(base::PackedReader::open(file.path()).value(), 300'000);
  std::string back;
  while (true) {
    const auto line = lines.next();
    REQUIRE(line);
    if (!*line) break;
    back += **line;
    if (!lines.torn()) back += '\n';
  }
  CHECK(lines.torn());
  CHECK(back == text);
  base::LineReader strict(base::PackedReader::open(file.path()).value(), 1'000);
  bool refused = false;
  while (!refused) {
    const auto line = strict.next();
    refused = !line;
    if (line && !*line) break;
  }
  CHECK(refused);
}
