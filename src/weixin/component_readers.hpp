// Readers of the answers to component calls (weixin-protocol, sections 3.1 to 3.8). For sources of this room.
#pragma once

#include "weixin/answer.hpp"
#include "weixin/api.hpp"

namespace weixin {

// Each fills its call's members; complete() says whether those are there that the call cannot do without.

// What the manual promises. A token whose expires_in is missing or nonsense is not thrown away for it.
inline constexpr std::chrono::seconds assumed_life{7200};
inline constexpr std::chrono::seconds assumed_code_life{600};  // the shorter of the two that are documented

class ComponentTokenReader final : public AnswerReader {
 public:
  explicit ComponentTokenReader(ComponentTokenCall& call) : call_(call) { call_.expires_in = assumed_life; }
  bool complete() const { return !call_.token.empty(); }

 private:
  void member(const Place& place, Leaf leaf) override;
  ComponentTokenCall& call_;
};

// An answer that says all in errcode and errmsg.
class PlainReader final : public AnswerReader {
 public:
  bool complete() const { return true; }

 private:
  void member(const Place&, Leaf) override {}
};

class PreAuthCodeReader final : public AnswerReader {
 public:
  explicit PreAuthCodeReader(PreAuthCodeCall& call) : call_(call) { call_.expires_in = assumed_code_life; }
  bool complete() const { return !call_.code.empty(); }

 private:
  void member(const Place& place, Leaf leaf) override;
  PreAuthCodeCall& call_;
};

class QueryAuthReader final : public AnswerReader {
 public:
  explicit QueryAuthReader(QueryAuthCall& call) : call_(call) { call_.expires_in = assumed_life; }
  bool complete() const { return !call_.appid.empty(); }

 private:
  void member(const Place& place, Leaf leaf) override;
  QueryAuthCall& call_;
};

class AuthorizerTokenReader final : public AnswerReader {
 public:
  explicit AuthorizerTokenReader(AuthorizerTokenCall& call) : call_(call) { call_.expires_in = assumed_life; }
  bool complete() const { return !call_.access.empty(); }

 private:
  void member(const Place& place, Leaf leaf) override;
  AuthorizerTokenCall& call_;
};

// Without the list of permission sets the answer is not complete: nobody is refused on ignorance.
class AuthorizerInfoReader final : public AnswerReader {
 public:
  explicit AuthorizerInfoReader(AuthorizerInfo& info) : info_(info) {}
  bool complete() const { return has_info_ && has_permission_sets_; }

 private:
  void member(const Place& place, Leaf leaf) override;
  void opened(const Place& place, char bracket) override;
  AuthorizerInfo& info_;
  bool has_info_ = false;
  bool has_permission_sets_ = false;
};

class AuthorizerListReader final : public AnswerReader {
 public:
  explicit AuthorizerListReader(AuthorizerListCall& call) : call_(call) {}
  bool complete() const { return has_list_ && has_total_; }

 private:
  void member(const Place& place, Leaf leaf) override;
  void opened(const Place& place, char bracket) override;
  void closed(const Place& place, char bracket) override;
  AuthorizerListCall& call_;
  bool has_list_ = false;
  bool has_total_ = false;
};

class CallbackAddressesReader final : public AnswerReader {
 public:
  explicit CallbackAddressesReader(CallbackAddressesCall& call) : call_(call) {}
  bool complete() const { return has_list_; }

 private:
  void member(const Place& place, Leaf leaf) override;
  void opened(const Place& place, char bracket) override;
  CallbackAddressesCall& call_;
  bool has_list_ = false;
};

class CallbackCheckReader final : public AnswerReader {
 public:
  explicit CallbackCheckReader(CallbackCheckCall& call) : call_(call) {}
  bool complete() const { return true; }

 private:
  void member(const Place& place, Leaf leaf) override;
  CallbackCheckCall& call_;
};

}  // namespace weixin
