# workspace.cmake - included by the CMakeLists.txt of a workspace, which "./course start" writes: the library of
# the clone as it is built there, and how a learner's program is compiled.
set(LADDER_BUILD "${LADDER_ROOT}/build/release" CACHE PATH "Where the library is built")
if(NOT EXISTS "${LADDER_BUILD}/ladder_core.cmake")
  message(FATAL_ERROR "The library is not built. In ${LADDER_ROOT}, ./course check builds it, and then this.")
endif()
# What is built on every save is built fast; by hand, as the measured programs are.
set(LADDER_JUDGED_FLAGS -O1 -g1 -DNDEBUG CACHE STRING "How the variants are compiled")
if(LADDER_VARIANTS)
  set(CMAKE_BUILD_TYPE Judged)
  add_compile_options(${LADDER_JUDGED_FLAGS})
elseif(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()
set(LADDER_ROOMS ladder_core CACHE STRING "What of the library is linked")
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
include("${LADDER_ROOT}/server/dependencies.cmake")
include("${LADDER_BUILD}/ladder_core.cmake")
if(LADDER_VARIANTS) # the tries' main(), as the tests of the clone have it (tests/CMakeLists.txt)
  find_package(Catch2 REQUIRED)
  add_library(ladder_catch_main INTERFACE)
  if(Catch2_VERSION VERSION_LESS 3)
    target_link_libraries(ladder_catch_main INTERFACE Catch2::Catch2 "${LADDER_BUILD}/tests/libladder_catch_main.a")
  else()
    target_link_libraries(ladder_catch_main INTERFACE Catch2::Catch2WithMain)
  endif()
endif()

# LADDER_VARIANTS, which "./course check" gives, is a list of folders in the build directory, each with a copy of the
# sources in which some tasks are the learner's and the others the reference's (variants.py). Every program is then
# built from each, as NAME in the folder, by the target of the variant's name; tries/NAME.cpp by try_NAME.VARIANT.

# ladder_learner(TARGET FOLDER): files in FOLDER go before files of the library that have the same path.
function(ladder_learner target folder)
  target_include_directories(${target} BEFORE PRIVATE ${folder} ${CMAKE_CURRENT_SOURCE_DIR})
  # What is not written yet leaves some names unused; all other warnings are worth reading.
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wshadow -Wno-unused ${ARGN})
  target_link_libraries(${target} PRIVATE ${LADDER_ROOMS})
endfunction()
set(ladder_to_be_written "${LADDER_ROOT}/tools/course/still_to_be_written.hpp")

# ladder_program(NAME SOURCES...)
function(ladder_program name)
  if(NOT LADDER_VARIANTS)
    add_executable(${name} ${ARGN})
    ladder_learner(${name} ${CMAKE_CURRENT_SOURCE_DIR} -include ${ladder_to_be_written})
    return()
  endif()
  foreach(variant IN LISTS LADDER_VARIANTS)
    ladder_variant(${variant} ${name} ${ARGN})
  endforeach()
endfunction()

# Of the three seconds that a program takes to compile, reading headers takes most: once, for all variants. Which headers
# of the library may be among them, variants.py knows.
function(ladder_common_headers target folder)
  if(NOT TARGET ladder_headers)
    file(WRITE ${CMAKE_BINARY_DIR}/headers.cpp "")
    add_library(ladder_headers OBJECT EXCLUDE_FROM_ALL ${CMAKE_BINARY_DIR}/headers.cpp)
    ladder_learner(ladder_headers ${folder})
    target_precompile_headers(ladder_headers PRIVATE ${ladder_to_be_written} <array> <chrono> <functional> <list> <memory>
      <mutex> <optional> <span> <sstream> <string> <unordered_map> <vector> ${LADDER_HEADERS})
  endif()
  ladder_learner(${target} ${folder})
  target_precompile_headers(${target} REUSE_FROM ladder_headers)
endfunction()

function(ladder_variant variant name main)
  set(folder ${CMAKE_BINARY_DIR}/${variant}/source)
  add_executable(${name}.${variant} EXCLUDE_FROM_ALL ${folder}/${main})
  set_target_properties(${name}.${variant} PROPERTIES OUTPUT_NAME ${name}
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/${variant})
  ladder_common_headers(${name}.${variant} ${folder})
  if(ARGN)
    if(NOT TARGET library.${variant}) # what two programs and the tries share is compiled once
      list(TRANSFORM ARGN PREPEND ${folder}/ OUTPUT_VARIABLE library)
      add_library(library.${variant} OBJECT EXCLUDE_FROM_ALL ${library})
      ladder_common_headers(library.${variant} ${folder})
    endif()
    target_link_libraries(${name}.${variant} PRIVATE library.${variant})
  endif()
  if(NOT TARGET ${variant})
    add_custom_target(${variant})
    ladder_tries(${variant} ${folder})
  endif()
  add_dependencies(${variant} ${name}.${variant})
endfunction()

# Small tests of one function each. Not optimized: they are compiled more often than they run.
function(ladder_tries variant folder)
  file(GLOB tries ${CMAKE_CURRENT_SOURCE_DIR}/tries/*.cpp)
  foreach(try IN LISTS tries)
    get_filename_component(name ${try} NAME_WE)
    if(NOT TARGET ladder_catch_header) # Catch2 takes seconds to read: once, for all tries of a workspace
      file(WRITE ${CMAKE_BINARY_DIR}/catch_header.cpp "")
      add_library(ladder_catch_header OBJECT EXCLUDE_FROM_ALL ${CMAKE_BINARY_DIR}/catch_header.cpp)
      ladder_try(ladder_catch_header ${folder})
      target_precompile_headers(ladder_catch_header PRIVATE
        ${LADDER_ROOT}/tests/support/catch.hpp ${ladder_to_be_written})
    endif()
    add_executable(try_${name}.${variant} EXCLUDE_FROM_ALL ${try})
    set_target_properties(try_${name}.${variant} PROPERTIES OUTPUT_NAME try_${name}
      RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/${variant})
    ladder_try(try_${name}.${variant} ${folder})
    target_precompile_headers(try_${name}.${variant} REUSE_FROM ladder_catch_header)
    if(TARGET library.${variant})
      target_link_libraries(try_${name}.${variant} PRIVATE library.${variant})
    endif()
  endforeach()
endfunction()

function(ladder_try target folder)
  ladder_learner(${target} ${folder} -O0 -g0)
  target_include_directories(${target} PRIVATE ${LADDER_ROOT}/tests)
  target_link_libraries(${target} PRIVATE ladder_catch_main)
endfunction()
