# gateway_options: the flags every target of this project is built with.
add_library(gateway_options INTERFACE)
target_compile_options(gateway_options INTERFACE
  -fPIE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
target_compile_definitions(gateway_options INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION
  BOOST_BEAST_SEPARATE_COMPILATION
  BOOST_ASIO_NO_DEPRECATED
  JSON_USE_IMPLICIT_CONVERSIONS=0
  JSON_DIAGNOSTICS=0)
target_include_directories(gateway_options INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_link_options(gateway_options INTERFACE -fuse-ld=lld -pie)
target_link_libraries(gateway_options INTERFACE Threads::Threads)
if(GATEWAY_SANITIZE)
  target_compile_options(gateway_options INTERFACE -fsanitize=${GATEWAY_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(gateway_options INTERFACE -fsanitize=${GATEWAY_SANITIZE})
endif()

# Several sources of a room are compiled as one (CMAKE_UNITY_BUILD): a third of the time. Names in unnamed namespaces
# are therefore unique in a room, and in a folder of tests.

# The common headers, compiled once and shared by every target: half of a small source's compile time. What runs once
# in a test is not worth optimising: its own sources, half of all, compile twice as fast with the headers of `quick`.
option(GATEWAY_PRECOMPILED "Use precompiled headers" ON)
set(gateway_quick "")
if(CMAKE_BUILD_TYPE STREQUAL Debug AND NOT GATEWAY_FUZZ)
  set(gateway_quick -O0)
endif()

function(precompile name)
  add_library(${name} OBJECT ${PROJECT_BINARY_DIR}/precompiled.cpp)
  target_link_libraries(${name} PUBLIC gateway_options)
  target_compile_options(${name} PRIVATE "SHELL:-Xclang -fno-pch-timestamp" ${ARGN})
  target_precompile_headers(${name} PRIVATE ${PROJECT_SOURCE_DIR}/scripts/cmake/precompiled.hpp)
endfunction()

if(GATEWAY_PRECOMPILED)
  file(WRITE ${PROJECT_BINARY_DIR}/precompiled.cpp.new "")
  file(COPY_FILE ${PROJECT_BINARY_DIR}/precompiled.cpp.new ${PROJECT_BINARY_DIR}/precompiled.cpp ONLY_IF_DIFFERENT)
  precompile(precompiled)
  precompile(precompiled_quick ${gateway_quick})
endif()

# share_precompiled(TARGET [quick])
function(share_precompiled target)
  set(headers precompiled)
  if(ARGN)
    set(headers precompiled_quick)
    target_compile_options(${target} PRIVATE ${gateway_quick})
  endif()
  if(GATEWAY_PRECOMPILED)
    target_precompile_headers(${target} REUSE_FROM ${headers})
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
endfunction()

# room(NAME LIBRARIES...): the sources of src/NAME as library NAME, linked to other rooms and libraries.
# In `cli` nothing runs twice, and optimising CLI11 takes half of its compile time: it is quick as tests are.
function(room name)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  if(NOT sources)
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE gateway_options ${ARGN})
    return()
  endif()
  add_library(${name} STATIC ${sources})
  target_link_libraries(${name} PUBLIC gateway_options ${ARGN})
  if(name STREQUAL cli)
    share_precompiled(${name} quick)
  else()
    share_precompiled(${name})
  endif()
endfunction()

# room_tests(NAME LIBRARIES...): tests/unit/NAME/*.cpp as executable unit_NAME, run by ctest as one test.
function(room_tests name)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/unit/${name}/*.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(unit_${name} ${sources})
  target_link_libraries(unit_${name} PRIVATE unit_main ${ARGN})
  share_precompiled(unit_${name} quick)
  target_include_directories(unit_${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests/unit)
  target_compile_definitions(unit_${name} PRIVATE GATEWAY_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  add_test(NAME unit_${name} COMMAND unit_${name})
  set_tests_properties(unit_${name} PROPERTIES TIMEOUT 300
    ENVIRONMENT "LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/lsan.supp:print_suppressions=0")
endfunction()
