#include "simulator/code_names.hpp"

#include <algorithm>

namespace simulator {
namespace {

__extension__ using Wide = unsigned __int128;

// The characters of a QR code's alphanumeric mode but for the blank.
constexpr std::string_view code_alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$%*+-./:";
constexpr std::uint64_t base44 = code_alphabet.size();
constexpr std::string_view url_prefix = "P.URL.CN/";
constexpr std::size_t code_length = 9;
constexpr std::size_t url_length = 28;
constexpr std::size_t number_digits = 8;
constexpr std::size_t check_digits = 10;

constexpr std::uint64_t times(std::uint64_t a, std::uint64_t b) {
  return static_cast<std::uint64_t>(static_cast<Wide>(a) * b % item_numbers);
}

constexpr std::uint64_t power(std::uint64_t value, std::uint64_t exponent) {
  std::uint64_t result = 1;
  for (; exponent != 0; exponent >>= 1) {
    if (exponent & 1) result = times(result, value);
    value = times(value, value);
  }
  return result;
}

// A permutation of 0 … 44^8-1: n → n·factor + shift. The factor has neither 2 nor 11 as a divisor.
struct Permutation {
  std::uint64_t factor;
  std::uint64_t shift;

  constexpr std::uint64_t apply(std::uint64_t number) const {
    return (times(number, factor) + shift) % item_numbers;
  }
  constexpr std::uint64_t undo(std::uint64_t number) const {
    // Euler: factor^(φ(44^8) - 1) is its inverse; φ(2^16·11^8) = 2^15·10·11^7.
    constexpr std::uint64_t phi = 32'768ULL * 10 * 19'487'171;
    return times((number + item_numbers - shift) % item_numbers, power(factor, phi - 1));
  }
};

constexpr Permutation code_order{6'180'339'887'499, 3'141'592'653'589};
constexpr Permutation url_order{7'320'508'075'689, 2'718'281'828'459};
static_assert(code_order.undo(code_order.apply(581'865'877)) == 581'865'877);
static_assert(url_order.undo(url_order.apply(715'479'145)) == 715'479'145);

void append_digits(std::string& text, std::uint64_t value, std::size_t count) {
  const std::size_t begin = text.size();
  text.resize(begin + count);
  for (std::size_t i = count; i-- > 0; value /= base44) {
    text[begin + i] = code_alphabet[value % base44];
  }
}

std::uint64_t read_digits(std::string_view digits) {
  std::uint64_t value = 0;
  for (const char digit : digits) {
    value = value * base44 + code_alphabet.find(digit);
  }
  return value;
}

// The finalizer of splitmix64.
std::uint64_t mixed(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

bool all_in_alphabet(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return code_alphabet.contains(c); });
}

}  // namespace

std::string code_of(std::uint64_t number) {
  std::string code = "0";
  append_digits(code, code_order.apply(number), number_digits);
  return code;
}

std::string code_url_of(std::uint64_t number) {
  std::string url(url_prefix);
  url += '0';
  append_digits(url, url_order.apply(number), number_digits);
  append_digits(url, mixed(number), check_digits);
  return url;
}

bool is_code_shaped(std::string_view code) {
  return !code.empty() && code.size() <= code_length && all_in_alphabet(code);
}

bool is_code_url_shaped(std::string_view code_url) {
  return code_url.size() == url_length && code_url.starts_with(url_prefix) && all_in_alphabet(code_url);
}

std::string padded_code(std::string_view code) {
  return std::string(code_length - std::min(code.size(), code_length), '0').append(code);
}

std::optional<std::uint64_t> number_of_code(std::string_view code) {
  if (!is_code_shaped(code)) return std::nullopt;
  const std::string padded = padded_code(code);
  if (padded.front() != '0') return std::nullopt;
  return code_order.undo(read_digits(std::string_view(padded).substr(1)));
}

std::optional<std::uint64_t> number_of_code_url(std::string_view code_url) {
  if (!is_code_url_shaped(code_url)) return std::nullopt;
  const std::uint64_t number =
      url_order.undo(read_digits(code_url.substr(url_prefix.size() + 1, number_digits)));
  if (code_url != code_url_of(number)) return std::nullopt;
  return number;
}

}  // namespace simulator
