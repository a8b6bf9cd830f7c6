// Small questions about text, answered once.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace base {

// True for well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);
// True when a byte below 0x20 or 0x7f is in the text.
bool has_control(std::string_view text);
// ASCII case-insensitive comparison, for header names.
bool equals_ignoring_case(std::string_view a, std::string_view b);
// Without blanks and tabs at either end.
std::string_view trimmed(std::string_view text);

// An unsigned decimal of 1 to 20 digits up to 2^64-1, leading zeros allowed, nothing else around it.
std::optional<std::uint64_t> parse_uint64(std::string_view text);

// Lower-case hex.
std::string to_hex(std::span<const std::byte> bytes);
// Nothing for an odd length or a character that is no hex digit.
std::optional<std::string> from_hex(std::string_view text);

// Standard base64 with padding (RFC 4648, section 4).
std::string to_base64(std::span<const std::byte> bytes);
std::optional<std::string> from_base64(std::string_view text);
// URL-safe base64 without padding (RFC 4648, section 5).
std::string to_base64url(std::span<const std::byte> bytes);
std::optional<std::string> from_base64url(std::string_view text);

// A string's bytes as a span.
inline std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

}  // namespace base
