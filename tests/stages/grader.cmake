# Right servers in C, for the grader to pass. They are no part of the course's library.
add_library(ladder_right STATIC stages/right/right.c)
target_compile_options(ladder_right PUBLIC -Wall -Wextra -Wpedantic -Wshadow -Werror)
target_link_libraries(ladder_right PUBLIC Threads::Threads)
if(LADDER_SANITIZE)
  target_compile_options(ladder_right PUBLIC -fsanitize=${LADDER_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(ladder_right PUBLIC -fsanitize=${LADDER_SANITIZE})
endif()
foreach(stage 01 03 04)
  add_executable(right_${stage} stages/right/right_${stage}.c)
  target_link_libraries(right_${stage} PRIVATE ladder_right)
endforeach()

set(LADDER_GRADED_STAGES 01 02 03 04)

function(ladder_grader_test name kind stage)
  add_test(NAME "grader: ${name}"
    COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/stages/mutants/bank.py ${kind} ${stage}
      --bin ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
  set_tests_properties("grader: ${name}" PROPERTIES
    LABELS grader TIMEOUT ${LADDER_TEST_TIMEOUT} ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)
endfunction()

if(Python3_FOUND)
  foreach(stage ${LADDER_GRADED_STAGES})
    ladder_grader_test("right servers of stage ${stage} pass" right ${stage})
    # Wrong servers are Python: a sanitizer would see nothing of them but the grader, again.
    if(NOT LADDER_SANITIZE AND NOT LADDER_COVERAGE)
      ladder_grader_test("wrong servers of stage ${stage} are refused for their fault" mutants ${stage})
    endif()
  endforeach()
endif()
