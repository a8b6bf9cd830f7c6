# Writes migrations/*.sql into a source file, so that the program carries the schema it knows.
file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/migrations/*.sql)
list(SORT files)
set(rows "")
foreach(file ${files})
  get_filename_component(name ${file} NAME)
  string(SUBSTRING ${name} 0 4 number)
  math(EXPR number "1${number} - 10000")
  file(READ ${file} sql)
  file(SHA256 ${file} checksum)
  string(APPEND rows "      {${number}, \"${name}\", R\"sql(${sql})sql\", \"${checksum}\"},\n")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
endforeach()
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/migrations.cpp CONTENT
"#include \"app/migrations.hpp\"

namespace app {

const std::vector<db::Migration>& migrations() {
  static const std::vector<db::Migration> all{
@rows@  };
  return all;
}

}  // namespace app
" @ONLY)
target_sources(app PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/migrations.cpp)
