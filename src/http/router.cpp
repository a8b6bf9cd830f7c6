#include "http/router.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace http {
namespace {

bool is_parameter(std::string_view segment) { return segment.starts_with('{') && segment.ends_with('}'); }

// Removes the first segment, with the '/' before it, from the front of `path`, and returns it.
std::string_view take_segment(std::string_view& path) {
  const auto end = path.find('/', 1);
  const auto segment = path.substr(1, end == std::string_view::npos ? end : end - 1);
  path = end == std::string_view::npos ? std::string_view() : path.substr(end);
  return segment;
}

// Fills `parameters` when the path fits the pattern.
bool fits(std::string_view pattern, std::string_view path, std::vector<std::string_view>& parameters) {
  parameters.clear();
  while (!pattern.empty() && !path.empty()) {
    const auto wanted = take_segment(pattern);
    const auto given = take_segment(path);
    if (is_parameter(wanted)) {
      if (given.empty()) return false;
      parameters.push_back(given);
    } else if (wanted != given) {
      return false;
    }
  }
  return pattern.empty() && path.empty();
}

// What a typing mistake in the table would look like.
void require_well_formed(const Route& route) {
  if (!route.path.starts_with('/'))
    throw std::invalid_argument("route " + route.path + " does not begin with /");
  if (!route.handle) throw std::invalid_argument("route " + route.path + " has no handler");
  for (std::string_view rest = route.path; !rest.empty();) {
    const auto segment = take_segment(rest);
    const bool braces = segment.find_first_of("{}") != std::string_view::npos;
    if (braces && (!is_parameter(segment) || segment.find_first_of("{}", 1) != segment.size() - 1)) {
      throw std::invalid_argument("route " + route.path + " has a malformed parameter");
    }
  }
}

// The row for the verb: one that names it goes before GET standing in for HEAD.
const Route* better(const Route* found, const Route& row, Method method) {
  if (row.method == method && (!found || found->method != method)) return &row;
  if (!found && method == Method::head && row.method == Method::get) return &row;
  return found;
}

// The verbs in a fixed order, HEAD wherever GET is.
std::string allow_header(const std::vector<Method>& methods) {
  const auto has = [&](Method method) { return std::ranges::find(methods, method) != methods.end(); };
  std::string allow;
  for (const Method method :
       {Method::get, Method::head, Method::post, Method::put, Method::patch, Method::del}) {
    if (!has(method) && !(method == Method::head && has(Method::get))) continue;
    if (!allow.empty()) allow += ", ";
    allow += to_text(method);
  }
  return allow;
}

}  // namespace

Router::Router(std::vector<Route> routes, FailureRenderer render_failure)
    : routes_(std::move(routes)), render_failure_(std::move(render_failure)) {
  if (!render_failure_) throw std::invalid_argument("a router without a failure renderer");
  for (const Route& route : routes_) {
    require_well_formed(route);
    auto& rows = route.path.contains('{') ? patterns_ : literals_[route.path];
    const bool twice = std::ranges::any_of(
        rows, [&](const Route* other) { return other->path == route.path && other->method == route.method; });
    if (twice) throw std::invalid_argument("route " + route.path + " stands twice");
    rows.push_back(&route);
  }
}

Router::Match Router::match(std::optional<Method> method, std::string_view path) const {
  Match match;
  const auto literal = literals_.find(path);
  if (method && literal != literals_.end()) {
    for (const Route* row : literal->second) {
      match.route = better(match.route, *row, *method);
    }
    if (match.route) return match;
  }

  std::vector<Method> others;
  if (literal != literals_.end()) {
    for (const Route* row : literal->second) {
      others.push_back(row->method);
    }
  }
  std::vector<std::string_view> parameters;
  for (const Route* row : patterns_) {
    if (!fits(row->path, path, parameters)) continue;
    others.push_back(row->method);
    const Route* const best = method ? better(match.route, *row, *method) : nullptr;
    if (best == match.route) continue;
    match.route = best;
    match.parameters = parameters;
  }
  if (!match.route) match.allow = allow_header(others);
  return match;
}

}  // namespace http
