# workspace.cmake - included by the CMakeLists.txt of a workspace, which "./course start" writes: the library of
# the clone as it is built there, and how a learner's program is compiled.
set(LADDER_BUILD "${LADDER_ROOT}/build/release" CACHE PATH "Where the library is built")
if(NOT EXISTS "${LADDER_BUILD}/ladder_core.cmake")
  message(FATAL_ERROR "The library is not built. In ${LADDER_ROOT}, ./course check builds it, and then this.")
endif()
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()
set(LADDER_SANITIZE "" CACHE STRING "Sanitizers to build with, as the library in LADDER_BUILD: address,undefined or thread")
set(LADDER_ROOMS ladder_core CACHE STRING "What of the library is built there, and linked")
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
include("${LADDER_ROOT}/server/dependencies.cmake")
include("${LADDER_BUILD}/ladder_core.cmake")

# ladder_program(NAME SOURCES...): files in the workspace go before files of the library that have the same path.
function(ladder_program name)
  add_executable(${name} ${ARGN})
  target_include_directories(${name} BEFORE PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  # What is not written yet leaves some names unused; all other warnings are worth reading.
  target_compile_options(${name} PRIVATE -Wall -Wextra -Wshadow -Wno-unused
    -include "${LADDER_ROOT}/tools/course/still_to_be_written.hpp")
  target_link_libraries(${name} PRIVATE ${LADDER_ROOMS})
  if(LADDER_SANITIZE)
    target_compile_options(${name} PRIVATE -fsanitize=${LADDER_SANITIZE} -fno-omit-frame-pointer
      -fno-sanitize=object-size -fno-sanitize-recover=all -O1)
    target_link_options(${name} PRIVATE -fsanitize=${LADDER_SANITIZE})
  endif()
endfunction()
