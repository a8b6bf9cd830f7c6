// Cuts a file of signed notes, read line by line, into its notes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace audit {

class NoteCutter {
 public:
  // The next line, without its LF. Gives the note that is complete now that this line begins another one.
  std::optional<std::string> add(std::string_view line);
  // What is left at the end of the file.
  std::optional<std::string> finish();

 private:
  std::string note_;
  bool signatures_ = false;  // the text's empty line was seen
};

}  // namespace audit
